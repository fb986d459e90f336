export interface LocalMongoOptions {
  /** Where the data lives; made if missing. */
  dataFolder: string;
  /** Where fetched programs live; shared by the try-out and the tests. */
  cacheFolder: string;
  /** A mongod named by MONGOMS_SYSTEM_BINARY. */
  mongodBinary?: string;
  /** Receives one line for each thing that takes time. */
  say: (line: string) => void;
}
