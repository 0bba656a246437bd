import { COVERING_KINDS } from '@polylog/core'
import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import type { RunContext } from '../console/run-context.js'
import type { CompressFlags, MatchFlags } from './compress-options.js'
import { formatManual, type Manual, setManual } from './manual.js'
import {
  compressManual,
  modelManual,
  planManual,
  polylogManual,
  scalingManual,
  verifyManual,
} from './manuals.js'
import type { ModelFlags } from './model-options.js'
import type { ScalingFlags } from './scaling-options.js'
import type { VerifyFlags } from './verify-options.js'

/** The commands and their options; each loads what it needs when it is run. `finish` is given its exit code. */
export function createProgram(context: RunContext, finish: (code: number) => void): Command {
  const program = manualCommand(new Command('polylog'), polylogManual)
    .version(packageJson.version, '-V, --version', 'print the version')
    .option('--debug', 'show stack traces and causes of errors (also: POLYLOG_DEBUG=1)')

  const compress = manualCommand(program.command('compress'), compressManual)
  inputOptions(compress)
  sizeOptions(compress)
  compress
    .option('--keep <names>', "columns carried along unmatched, separated by commas; '*' for all others")
    .option('-o, --out <file>', 'where the rows go: by default NAME.coreset.EXT here; - is standard output')
    .option('--out-format <format>', "the output's format, if its name does not tell")
    .option('--weight-name <name>', "name of the output's column of weights", 'weight')
    .option('--report <file>', 'write a report with plots, one HTML page that needs nothing else')
    .option('--checkpoint <file>', 'where a run that is killed is taken up again by the same command')
    .option('--checkpoint-every <rows>', 'how often it is written', '10000000')
    .option('--target <name>', 'the column of labels, or name=EXPRESSION: rows are kept for a model of it')
    .option(
      '--loss <loss>',
      'squared, poisson, cross-entropy, quantile, huber or any; default: by its values',
    )
    .option('--by <names>', 'a coreset for each group of rows that agree in these columns')
    .option('--allocation <how>', "rows of each group: 'proportional' or 'equal'; default: proportional")
    .option('--labels <what>', "'kept', or 'projected': new numbers, free of noise; default: kept")
    .option('--least-squares <q>', 'make polynomial regression of this degree exact')
    .option('--json', 'print certificate and figures as JSON')
    .option('-q, --quiet', 'print nothing but errors, and the JSON of --json')
    .action(async (file: string, flags: CompressFlags) => {
      const { compressRequest } = await import('./compress-options.js')
      const request = compressRequest(file, flags)
      const { compressCommand } = await import('./compress-command.js')
      finish(await compressCommand(request, context))
    })

  const verify = manualCommand(program.command('verify'), verifyManual)
  verify
    .option('-c, --columns <list>', 'columns to compare; name=EXPRESSION for those that were computed')
    .option('--target <name>', 'the column that the regression explains; default: the first')
    .option('--order <k>', 'compare moments up to this order', '3')
    .option('--weight <name>', "the original's column of weights, if it has one")
    .option('--coreset-weight <name>', "the coreset's column of weights; in NPY, the last", 'weight')
    .option('--nulls <what>', "rows with a NULL, NaN or infinity: 'error' or 'drop'", 'error')
    .option('--delimiter <character>', 'what separates the fields of a delimited original')
    .option('--decimal <character>', "what stands before decimals in it: '.' or ','")
    .option('-f, --format <format>', "the original's format, if neither name nor content tell")
    .option('--coreset-format <format>', "the coreset's")
    .option(
      '--memory <size>',
      'stream an original that needs more, such as 512MB; default: 60 % of what is free',
    )
    .option('--max-mass <x>', 'fail if the total weights differ by more than this share')
    .option('--max-moment <x>', 'fail if a moment defect is larger')
    .option('--max-quantile <x>', 'fail if two distribution functions are further apart')
    .option('--metrics', 'also distances of distributions: MMD, energy, sliced Wasserstein; effective size')
    .option('--kernel <kernel>', 'of the MMD: gaussian (the default), laplace, matern32 or matern52')
    .option('--train', 'instead, fit a model of --target to all rows, the coreset, and random rows')
    .option('--degree <q>', 'of the polynomials in that model', '2')
    .option('--test <file>', 'rows on which the models are tried; default: those of the original')
    .option('--draws <n>', 'of random rows', '5')
    .option('--seed <n>', 'of the draws', '0')
    .option('--max-excess <x>', "fail if the coreset's loss exceeds that of all rows by a larger share")
    .option('--max-coefficient <x>', 'fail if a slope differs by more standard deviations')
    .option('--json', 'print everything as JSON')
    .option('-q, --quiet', 'print nothing but errors, and the JSON of --json')
    .action(async (original: string, coreset: string, flags: VerifyFlags) => {
      const { verifyRequest } = await import('./verify-options.js')
      const request = verifyRequest(original, coreset, flags)
      const { verifyCommand } = await import('./verify-command.js')
      finish(await verifyCommand(request, context))
    })

  const plan = manualCommand(program.command('plan'), planManual)
  inputOptions(plan)
  sizeOptions(plan)
  plan.option('--json', 'print the plan as JSON').action(async (file: string, flags: MatchFlags) => {
    const { matchRequest } = await import('./compress-options.js')
    const request = matchRequest(file, flags)
    const { planCommand } = await import('./plan-command.js')
    finish(await planCommand(request, context))
  })

  const scaling = manualCommand(program.command('scaling'), scalingManual)
  scaling
    .option('-f, --format <format>', 'of the table, if neither name nor content tell')
    .option('--delimiter <character>', 'what separates fields in CSV; default: as the file shows')
    .option('--decimal <character>', "what stands before decimals in CSV: '.' or ',' (fields then by ';')")
    .option('--size-column <name>', 'sizes, one run a row; default: the first numeric column')
    .option('--loss-column <name>', 'losses; default: the next numeric column')
    .option('--nulls <what>', "rows with a NULL, NaN or infinity: 'error' or 'drop'", 'error')
    .option('--dim <m>', 'of the stretched exponential; default: the best of 1 to 6')
    .option('--compress-to <size>', "what the law becomes in d' = d^0.5, or log^2 of d")
    .option('--plot [file]', 'draw losses and laws as SVG: by default TABLE.scaling.svg')
    .option('--resamplings <n>', 'for the intervals', '200')
    .option('--seed <n>', 'of the resamplings', '0')
    .option('--json', 'print everything as JSON')
    .action(async (file: string, flags: ScalingFlags) => {
      const { scalingRequest } = await import('./scaling-options.js')
      const request = scalingRequest(file, flags)
      const { scalingCommand } = await import('./scaling-command.js')
      finish(await scalingCommand(request, context))
    })

  const model = manualCommand(program.command('model'), modelManual)
  model
    .option('--keep <share>', 'of the units of every layer, such as 12.5% (or one of --size, --tolerance)')
    .option('--size <units>', 'most units of every layer')
    .option('--tolerance <x>', "as few units as keep the outputs' error on the calibration rows below this")
    .option('--calibration <table>', 'rows of inputs, of the kind the model is used on')
    .option('-c, --columns <list>', 'its columns, in the order of the inputs; default: all numeric columns')
    .option('--nulls <what>', "rows with a NULL, NaN or infinity: 'error' or 'drop'", 'error')
    .option('-f, --format <format>', "the table's format, if neither name nor content tell")
    .option('--delimiter <character>', 'what separates fields in CSV; default: as the file shows')
    .option('--decimal <character>', "what stands before decimals in CSV: '.' or ',' (fields then by ';')")
    .option('--layers <names>', 'layers that are narrowed, separated by commas; default: all that can be')
    .option('--by <what>', "units are chosen by 'contributions', 'moments' or 'tangent'", 'auto')
    .option('--goal <what>', "'function', or 'training' if the model will train on", 'function')
    .option(
      '--movement <x>',
      "how far training will carry the weights, over their length; --by 'auto' minds it",
    )
    .option(
      '--nodes <kind>',
      "'kept', or 'free': units of dense layers leave their places in the end",
      'kept',
    )
    .option('--correct', 'in the end, fit the kernels after the units to the calibration rows')
    .option('--activation <name>', 'of all layers but the last in a .safetensors file, such as relu')
    .option('-o, --out <path>', 'where the small model goes: a folder to be made, or a .safetensors file')
    .option('--seed <n>', 'the same seed gives the same model', '0')
    .option('--json', 'print the report as JSON')
    .option('-q, --quiet', 'print nothing but errors, and the JSON of --json')
    .action(async (file: string, flags: ModelFlags) => {
      const { modelRequest } = await import('./model-options.js')
      const request = modelRequest(file, flags)
      const { modelCommand } = await import('./model-command.js')
      finish(await modelCommand(request, context))
    })
  return program
}

function manualCommand(command: Command, manual: Manual): Command {
  setManual(command, manual)
  for (const [name, description] of manual.arguments) command.argument(name, description)
  return command
    .summary(manual.summary)
    .helpOption('-h, --help', 'print this page')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ formatHelp: formatManual })
    .showHelpAfterError(false)
}

function inputOptions(command: Command): Command {
  return command
    .option(
      '-f, --format <format>',
      'csv, tsv, jsonl, parquet, arrow, arrows or npy; default: by name or content',
    )
    .option('--delimiter <character>', 'what separates fields in CSV; default: as the file shows')
    .option('--decimal <character>', "what stands before decimals in CSV: '.' or ',' (fields then by ';')")
    .option('-c, --columns <list>', 'columns to match, or name=EXPRESSION; default: all numeric columns')
    .option('--weight <name>', 'a column of input weights; default: each row weighs 1')
    .option(
      '--nulls <what>',
      "rows with a NULL, NaN or infinity: 'error' stops, 'drop' leaves them out",
      'error',
    )
}

function sizeOptions(command: Command): Command {
  return command
    .option('-s, --size <rows>', 'at most so many rows (one of --size, --ratio, --tolerance is needed)')
    .option('--ratio <share>', 'at most this share of the rows, such as 0.001')
    .option('--tolerance <x>', 'as few rows as keep the next-order defect below this')
    .option('--order <k>', "keep all moments up to this order; 'auto' measures which is best", 'auto')
    .option(
      '--quality <effort>',
      "'fast', 'balanced' or 'best': each takes longer than the one before, and errs less",
      'balanced',
    )
    .option(
      '--covering <kind>',
      `${COVERING_KINDS.join(', ')}; by default k-d boxes, then neighbourhoods or balls`,
    )
    .option('--backend <name>', 'cpu, wasm, gpujs, tfjs or auto', 'auto')
    .option(
      '--memory <size>',
      'stream tables that need more, such as 512MB or 2GB; default: 60 % of what is free',
    )
    .option('--seed <n>', 'the same seed gives the same rows', '0')
    .option('--no-standardize', 'match the columns as they are, not scaled to standard deviation 1')
    .option('--standardize', 'scale the columns before matching; the output holds original values (default)')
}
