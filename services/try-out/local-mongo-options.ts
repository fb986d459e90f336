export interface LocalMongoOptions {
  /** Where the data lives. Created if missing. */
  dataFolder: string;
  /** Where downloaded programs live. The try-out and the tests share it. */
  cacheFolder: string;
  /** The mongod that MONGOMS_SYSTEM_BINARY names. */
  mongodBinary?: string;
  /** Gets one line for each thing that takes time. */
  say: (line: string) => void;
}
