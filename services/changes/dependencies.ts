import type { Mongo } from '../base/mongo';
import type { ConferenceIds } from '../conferencing/conference-ids';
import type { NumberUse } from '../conferencing/number-use';
import type { PinVerification } from '../conferencing/pin-check';
import type { ConferencingRecords } from '../conferencing/records';
import type { Outbox } from '../mail/outbox';
import type { Limits } from '../offers/limits';
import type { Notices } from '../offers/notices';
import type { Requests } from '../offers/requests';
import type { Chats } from '../people/chats';
import type { Directory } from '../people/directory';
import type { Pins } from '../pins/pins';
import type { SettingsService } from '../settings/settings';
import type { Change } from './change';
import type { Objections } from './objections';
import type { PickUps } from './pick-ups';

export interface ConferencingDependencies {
  mongo: Mongo;
  change: Change;
  directory: Directory;
  settings: SettingsService;
  chats: Chats;
  conferenceIds: ConferenceIds;
  outbox: Outbox;
  pins: Pins;
  pinVerification: PinVerification;
  pickUps: PickUps;
  notices: Notices;
  limits: Limits;
  objections: Objections;
  requests: Requests;
  records: ConferencingRecords;
  numberUse: NumberUse;
}
