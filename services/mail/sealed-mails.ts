import type { Mongo } from '../base/mongo';
import type { Pins } from '../pins/pins';
import { createSealedPlace, type SealedPlace } from '../pins/sealed-places';
import type { OutboxDocument } from './outbox-document';

/** The PINs in waiting mails. */
export const sealedMails = (mongo: Mongo, pins: Pins): SealedPlace =>
  createSealedPlace(mongo.collection<OutboxDocument>('outbox'), ({ _id, pin }) => pin && pins.resealForMail(pin, _id));
