/** The column of row numbers, from 0, beside a table's own: a name that no one would choose. */
export const ROW_COLUMN = '__polylog_row'
