/** Runs one statement and answers its rows; several where there are no values. */
export type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** What passages need of the database they lie in; calls go on trying while the server restarts. Errors are Problems. */
export interface PassageDatabase {
  /** Server and database as people know them, without the password. */
  readonly place: string;
  readonly query: Query;
  /** Several statements, all or none. */
  transaction<Value>(work: (attempt: { readonly query: Query }) => Promise<Value>): Promise<Value>;
}
