import { cleanedLine } from '../../base/cleaned';
import type { Person } from '../person';
import { notUnderstood, type Reading, saying } from './reading';

/** What stands for a row that is no person at all: a contact, a group, a mailbox of the system. */
export const nobody = 'nobody';

const fold = (cell: string): string =>
  cleanedLine(cell)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const own: Record<string, Person['kind']> = {
  member: 'member',
  guest: 'guest',
  resource: 'resource',
  room: 'resource',
};

/** Recipient types of Exchange, and the numbers that a directory keeps for them (msExchRecipientTypeDetails). */
const recipients: Record<'member' | 'guest' | 'resource', readonly string[]> = {
  member: [
    ...['usermailbox', 'linkedmailbox', 'legacymailbox', 'remoteusermailbox', 'mailuser', 'user', 'linkeduser'],
    ...['disableduser', '1', '2', '128', '2147483648'],
  ],
  guest: ['guestmailuser'],
  resource: [
    ...['roommailbox', 'linkedroommailbox', 'equipmentmailbox', 'sharedmailbox', 'schedulingmailbox', 'teammailbox'],
    ...['remoteroommailbox', 'remoteequipmentmailbox', 'remotesharedmailbox', 'remoteteammailbox'],
    ...['4', '16', '32', '8589934592', '17179869184', '34359738368'],
  ],
};
const kindOfRecipient = new Map(
  Object.entries(recipients).flatMap(([kind, types]) => types.map((type) => [type, kind] as const)),
);
/** Contacts, groups, public folders, and mailboxes that Exchange keeps for itself. */
const noPerson =
  /(?:contact|group|groupmailbox|roomlist|publicfolder(?:mailbox)?|(?:discovery|arbitration|monitoring|system|systemattendant|auditlog|auxauditlog|supervisoryreviewpolicy)mailbox|microsoftexchange)$/;

/** The own column: it alone decides. Without it, what is no member is stronger than what only may be one. */
export const ofKind = (cell: string): Reading | undefined =>
  cell === '' ? undefined : own[fold(cell)] ? saying(own[fold(cell)]!) : notUnderstood('member, guest or resource');

/** `UserType` of Entra ID, where a room is a member as well. */
export function ofUserType(cell: string): Reading | undefined {
  const type = fold(cell);
  if (type === '') return undefined;
  if (['member', 'mitglied', 'membre', 'miembro', 'メンバー'].includes(type)) return saying('member', 1);
  if (['guest', 'gast', 'invite', 'invité', 'invitado', 'ゲスト'].includes(type)) return saying('guest', 1);
  return own[type] ? saying(own[type]) : notUnderstood('Member or Guest');
}

/** `RecipientTypeDetails` and `RecipientType` of Exchange. The latter calls a room a UserMailbox, too. */
export function ofRecipientType(cell: string): Reading | undefined {
  const type = fold(cell);
  if (type === '') return undefined;
  if (noPerson.test(type)) return saying(nobody);
  const kind = kindOfRecipient.get(type);
  if (kind === undefined) return notUnderstood('a recipient type of Exchange, such as UserMailbox or RoomMailbox');
  return saying(kind, kind === 'resource' ? 0 : 2);
}

/** `AccountType` of Get-CsOnlineUser, and `InterpretedUserType` of its older versions. */
export function ofAccountType(cell: string): Reading | undefined {
  const type = fold(cell);
  if (type === '') return undefined;
  if (/resourceaccount|applicationinstance/.test(type)) return saying('resource');
  if (type.includes('guest')) return saying('guest', 1);
  return /^(?:user|sfbonpremuser|ineligibleuser|unknown|pureonline|dirsync|hybrid|aaduser|failed)/.test(type)
    ? saying('member', 2)
    : notUnderstood('User, ResourceAccount, Guest, SfBOnPremUser or IneligibleUser');
}

/** `ResourceType` of a mailbox: a room, equipment, or nothing. */
export const ofResourceType = (cell: string): Reading | undefined =>
  /^(?:room|equipment|workspace|desk)$/.test(fold(cell)) ? saying('resource') : undefined;
