import type { Mongo } from '../base/mongo';
import type { Pins } from '../pins/pins';
import { createSealedPlace, type SealedPlace } from '../pins/sealed-places';
import type { ConferencingDocument } from './records';

/** The PINs that people have, sealed as verifiers. */
export const sealedVerifiers = (mongo: Mongo, pins: Pins): SealedPlace =>
  createSealedPlace(mongo.collection<ConferencingDocument>('conferencing'), ({ tenant, person, pin }) =>
    pins.reseal(pin, { tenant, person, version: pin.version }),
  );
