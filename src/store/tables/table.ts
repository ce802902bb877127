export type ColumnType = "text" | "int" | "bool" | "json" | "time";

/** A table: its columns, in the order in which rows are encoded. */
export interface Table<Row> {
  name: string;
  columns: { [K in keyof Row & string]: ColumnType };
  names: (keyof Row & string)[];
}

export function table<Row>(name: string, columns: { [K in keyof Row & string]: ColumnType }): Table<Row> {
  return { name, columns, names: Object.keys(columns) as (keyof Row & string)[] };
}
