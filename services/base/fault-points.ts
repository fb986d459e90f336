/**
 * The moments at which the fault tests end the process, as a power cut would. Production and the try-out hand in
 * nothing, so nothing happens at them; there is no variable and no setting that changes that.
 */
export type FaultPoint =
  /** A click was accepted as somebody's; nothing has been read or written for it. */
  | 'authenticated'
  /** The offer is claimed inside the transaction. */
  | 'claimed'
  /** Everything is written inside the transaction, the record in the trail last. */
  | 'written'
  /** The change is committed; nobody has been told. */
  | 'committed'
  /** A call to Teams is noted as asked for; nothing has been sent. */
  | 'asked'
  /** The call is about to be written to Teams. */
  | 'sent'
  /** Teams has answered; nothing of it has been noted. */
  | 'answered'
  /** The final state of a message is due and not sent. */
  | 'before-edit'
  /** Mails are taken from the outbox; none has been sent. */
  | 'mailing'
  /** The server has taken a mail; nothing has been noted. */
  | 'mailed'
  /** Teams has taken a notice; nothing has been noted. */
  | 'noticed'
  /** A row of a bulk job is carried out; nothing has been noted. */
  | 'bulk-row'
  /** A batch of PINs is sealed anew inside its transaction. */
  | 'rotating'
  /** A batch of records is chained inside its transaction. */
  | 'chaining';

/** Is told of each moment as it passes. */
export type FaultPoints = (point: FaultPoint) => void;

export const noFaultPoints: FaultPoints = () => undefined;
