/** One key that seals PINs: 32 bytes, kept outside the database. */
export interface PinKey {
  id: string;
  bytes: Buffer;
}
