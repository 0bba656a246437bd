import { EXIT_STATUS } from '../console/exit-codes.js'
import type { Manual } from './manual.js'

export const polylogManual: Manual = {
  summary: 'compress large tables to a few weighted rows, with a certificate',
  arguments: [],
  synopsis: ['polylog COMMAND [OPTION]...', 'polylog COMMAND --help'],
  description: [
    'Sums, means, regressions and training losses over a table do not depend on the order of its rows, so crowds of near-equal rows can be replaced by a few of them, reweighted. polylog chooses these rows so that all moments up to an order stay the same, to rounding, and says how close the result is.',
    'Results go to standard output, a progress bar and errors to standard error; the bar only where that is a terminal. Files appear whole or not at all.',
  ],
  examples: [
    ['Three million rows to a thousand:', 'polylog compress flights.parquet --size 1000'],
    ['What would it take?', 'polylog plan flights.parquet --size 1000'],
    ['How close is it?', 'polylog verify flights.parquet flights.coreset.parquet'],
  ],
  exitStatus: EXIT_STATUS,
}

export const compressManual: Manual = {
  summary: 'replace a table by a few of its rows, reweighted',
  arguments: [['<file>', 'the table, or - for standard input']],
  synopsis: [
    'polylog compress FILE --size N [OPTION]...',
    'polylog compress - --size N --out FILE [OPTION]...',
  ],
  description: [
    'Reads CSV, TSV, JSON lines, Parquet, Arrow IPC (file or stream) and NPY. Keeps at most --size of the rows, each with a weight, so that all moments of the chosen columns up to an order are those of the whole table. The rows are original ones, every bit of them; a column of weights is added.',
    'A column to match may be computed: in --columns, an entry name=EXPRESSION is an expression over one row in the SQL of DuckDB, as for the time of day below. This needs CSV, TSV, JSON lines or Parquet. Names with commas or signs stand in double quotes.',
    'CSV with semicolons and decimal commas is read with --decimal ,. Columns that are no numbers are left out, and named: --keep carries them along.',
    'Columns of different scales are standardised before they are matched; the output holds original values. Kept moments are the same either way.',
    'Standard input is copied to a temporary file first, since rows are read twice: to be matched, then to be written. The columns of an NPY file are called x0, x1, and so on.',
    'A table that does not fit into --memory is streamed: it is read once for ranges and deviations, once to be compressed, once to be compared, and once more for a report; the moments are kept just as exactly. Where nothing is said, 60 % of what the machine has free is taken. How much memory --memory allows decides how many rows are reduced together, and so which are kept.',
    'With --target rows are kept for a model that will be trained on them: what its loss sees of inputs and labels stays the same. The target may be numbers (squared loss, unless --loss says otherwise), or texts or booleans, which are classes: each is compressed by itself. Inputs are the numeric and boolean columns; texts are inputs where --columns names them. --least-squares makes a polynomial regression exact, and with --labels projected the labels become new numbers, in which noise has averaged out. Use the column of weights in training: as sample_weight, for one. With --by each group of rows has a coreset of its own.',
    'With --checkpoint the table is streamed in any case, and the state is written to that file every --checkpoint-every rows. A run that was killed goes on where it was when the same command is given again, and writes the same bytes as if nothing had happened; it is refused if the input or an option has changed. In the end the file is removed.',
  ],
  examples: [
    ['All numeric columns of a CSV file, to a thousand rows:', 'polylog compress people.csv --size 1000'],
    [
      'A column computed from a date, another carried along, and a report with plots:',
      'polylog compress flights-3m.parquet --size 1000 \\\n  --columns "delay,distance,hour=hour(date)+minute(date)/60" \\\n  --keep origin --out flights.arrow --report flights.html',
    ],
    [
      'In a pipe, from JSON lines to CSV:',
      'cat events.jsonl | polylog compress - --ratio 0.01 --out - --out-format csv',
    ],
    [
      'A table larger than memory, in a run that may be killed:',
      'polylog compress huge.parquet --size 5000 \\\n  --memory 1GB --checkpoint huge.ckpt',
    ],
    [
      'To train a classifier on:',
      'polylog compress flights-3m.parquet --size 1000 --out late.parquet \\\n  --columns "hour=hour(date),distance" --target "late=delay>15"',
    ],
    [
      'And to see what that costs:',
      'polylog verify flights-3m.parquet late.parquet --train \\\n  --columns "hour=hour(date),distance" --target "late=delay>15"',
    ],
    ['The certificate, for a program:', 'polylog compress data.npy --size 500 --out small.npy --json'],
  ],
  exitStatus: EXIT_STATUS,
}

export const verifyManual: Manual = {
  summary: 'say how far a compressed table is from the original',
  arguments: [
    ['<original>', 'the whole table, or - for standard input'],
    ['<coreset>', 'the weighted rows that stand for it, or -'],
  ],
  synopsis: ['polylog verify ORIGINAL CORESET [OPTION]...'],
  description: [
    'Reads both files afresh and recomputes moments, quantiles and a linear least-squares regression on each. By default the numeric columns of the coreset are compared; a column that was computed is given again as name=EXPRESSION in --columns, with all others to be compared.',
    'A moment defect is the largest difference of a weighted sum of Chebyshev products of its degree, as a share of the sum of absolute terms. The distance of two distributions is the largest difference of their distribution functions. Differences of slopes are in standard deviations.',
    'With --metrics the two are compared as distributions of all columns together, each in its standard deviations: the maximum mean discrepancy with a kernel of median width, the energy distance, and the sliced Wasserstein distance of order 2. For the first two, more than 4,096 rows are sampled, and standard errors say what that leaves open; that of the third is of its directions alone. The effective size is (sum of weights)² over the sum of their squares.',
    'With --train a model of --target is fitted to all rows, to the coreset with its weights, and to as many random rows, and all three are tried on the rows of the original, or on those of --test: polynomial least squares for numbers, softmax regression for texts and booleans. Inputs are the numeric and boolean columns of the coreset, those of --keep and --by included, unless --columns names others; texts are inputs where it names them.',
    'An original that does not fit into --memory is read twice as it streams. All figures are then those of all its rows, but for its quantiles and --metrics, which are those of 20,000 random ones.',
  ],
  examples: [
    ['Side by side:', 'polylog verify people.csv people.coreset.csv'],
    ['As distributions:', 'polylog verify people.csv people.coreset.csv --metrics'],
    [
      'As a check in a script, with a computed column:',
      'polylog verify flights-3m.parquet flights.arrow --quiet \\\n  --columns "delay,distance,hour=hour(date)+minute(date)/60" \\\n  --max-moment 1e-10 --max-coefficient 1e-8',
    ],
  ],
  exitStatus: EXIT_STATUS,
}

export const planManual: Manual = {
  summary: 'say what a compression would take and give, without doing it',
  arguments: [['<file>', 'the table, or - for standard input']],
  synopsis: ['polylog plan FILE --size N [OPTION]...'],
  description: [
    'Prints time, memory, order and expected error of polylog compress with the same options. Of the file, it looks at the columns and the number of rows: metadata in Parquet and NPY, a count in the other formats. It also says whether the table would be held in memory or streamed, by --memory.',
  ],
  examples: [['Before three million rows:', 'polylog plan flights-3m.parquet --size 1000']],
  exitStatus: EXIT_STATUS,
}

export const scalingManual: Manual = {
  summary: 'say which scaling law measured losses follow',
  arguments: [['<losses>', 'a table of one training run a row, or - for standard input']],
  synopsis: ['polylog scaling LOSSES [OPTION]...'],
  description: [
    'Fits (d0/d)^α, L0 + (d0/d)^α and L0 + A exp(-a d^(1/m)) to losses by their sizes, with intervals, and says whether the data can tell them apart. Rows of one size are repeats, which tell how far losses scatter.',
    'A law is told from another where its criterion (Akaike) is better by 6 or more, odds of 20 to 1, and the other, fitted to the smaller sizes, is not off by a third less at the largest third. Where a constant tells losses as well, they do not fall, and no law says anything.',
    'With --compress-to it also prints what the law becomes in the number of objects that compression keeps, if that costs nothing. A stretched exponential becomes none of these laws in powers of the logarithm: then that of the next best is printed.',
  ],
  examples: [
    ['Which law, and a figure:', 'polylog scaling losses.csv --plot'],
    ['What keeping the root of the rows would do:', 'polylog scaling losses.csv --compress-to d^0.5'],
  ],
  exitStatus: EXIT_STATUS,
}

export const modelManual: Manual = {
  summary: 'make the layers of a trained model narrower',
  arguments: [
    [
      '<model>',
      'the model.json of a TensorFlow.js layers model, with its weights beside it, or a .safetensors file',
    ],
  ],
  synopsis: [
    'polylog model MODEL --keep SHARE --out FOLDER [OPTION]...',
    'polylog model IN.safetensors --keep SHARE --out OUT.safetensors [OPTION]...',
  ],
  description: [
    'Chooses, in every dense and convolutional layer, a few units that do the work of all, and folds what each stands for into the layer after it: the outputs stay nearly the same, without training. What cannot be narrowed, such as residual connections, is left and listed with the reason. The result is an ordinary model, as TensorFlow.js saves and loads it.',
    'Of multi-head attention, that of @polylog/network, the units are its heads; and queries and keys are brought down to the rank of their products, without error. To load a model that holds it, call tf.serialization.registerClass first.',
    "A .safetensors file is read as a plain stack of dense layers: NAME.weight of the shape [outputs, inputs] and NAME.bias, as of PyTorch, or NAME/kernel of [inputs, outputs] and NAME/bias, as of Keras, in the natural order of the names, layers.2 before layers.10. It does not say what lies between: --activation does, or activation in the file's own metadata, for all layers but the last, which has none. Where --out ends in .safetensors such a file is written, and replaced if it is there: 32-bit floats under the names of the input, with its metadata and the activation; or of a model.json that is such a stack, under the names layers.0.weight, layers.0.bias, and so on.",
    "With --calibration, a table of inputs, one a row, units are chosen by what they add to the next layer on these rows, and a fifth of the rows is set aside to measure the outputs' error. Columns are the inputs in their order; rows of images are flat, and are given the model's shape. Without it, moments of the weights are kept.",
    "With --goal training the narrow model is one that trains like the wide one. For that, what each of its units stands for is noted in the model's metadata (userDefinedMetadata in model.json), or in those of the safetensors file, under unitMasses, by layer: ticketOptimizer of @polylog/network takes them as masses. Units are chosen by moments of their weights where these are few; with --calibration and --movement below 0.1, by tangents.",
    'Needs @tensorflow/tfjs, and is faster with @tensorflow/tfjs-backend-wasm; both are installed beside polylog.',
  ],
  examples: [
    [
      'An eighth of the units of every layer:',
      'polylog model model.json --keep 12.5% --calibration rows.parquet --out small',
    ],
    [
      'As few as keep the outputs within a percent:',
      'polylog model model.json --tolerance 0.01 --calibration rows.csv --out small',
    ],
    [
      'A stack of dense layers out of PyTorch, and back:',
      'polylog model wide.safetensors --activation relu --keep 25% \\\n  --calibration rows.npy --out narrow.safetensors',
    ],
  ],
  exitStatus: EXIT_STATUS,
}
