/** A time with a beginning. Without an end it goes on. */
export interface TimeSpan {
  since: Date;
  /** Not in it any more. */
  until?: Date;
}

/** The condition that a field of a document is in it. */
export const within = ({ since, until }: TimeSpan): { $gte: Date; $lt?: Date } => ({
  $gte: since,
  ...(until && { $lt: until }),
});
