import type { Mongo } from '../base/mongo';
import type { ConferencingBackend } from '../conferencing/backend';
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
import type { SettingsService } from '../settings/settings';
import type { Change } from './change';
import type { Outside } from './outside';
import type { Objections } from './objections';
import type { TeamsMirror } from './teams-mirror';
import type { PickUps } from './pick-ups';

export interface ConferencingDependencies {
  mongo: Mongo;
  change: Change;
  outside: Outside;
  directory: Directory;
  settings: SettingsService;
  chats: Chats;
  conferenceIds: ConferenceIds;
  outbox: Outbox;
  backend: ConferencingBackend;
  pinVerification: PinVerification;
  mirror: TeamsMirror;
  pickUps: PickUps;
  notices: Notices;
  limits: Limits;
  objections: Objections;
  requests: Requests;
  records: ConferencingRecords;
  numberUse: NumberUse;
}
