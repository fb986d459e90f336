import type { NotWithTeams } from '../base/problem';
import { domainToASCII } from 'node:url';
import { parseAddress, parseSenderName } from '../base/mail-address';
import { parseNumber, shownNumber } from '../base/phone-number';
import { pinLengths } from '../pins/pins';
import { choiceField, numberField, refuse, type SettingField, switchField, textField } from './field-kinds';
import { type AddressReach, monthsKept, type Settings } from './settings';

export { type SettingField, type SettingGroup, settingGroups, shownSetting } from './field-kinds';

const phoneNumber = (label: string, text: string): string =>
  parseNumber(text) ?? refuse(label, 'a phone number with its country code, such as +1 555 010 0100');
const parts = (text: string): string[] => text.split(/[,;\s]+/u).filter((part) => part !== '');

const numberList = (label: string, text: string): string[] => [
  ...new Set(
    text
      .split(/[,;\n]+/u)
      .filter((part) => part.trim() !== '')
      .map((part) => phoneNumber(label, part)),
  ),
];

const senderAddressLabel = 'Sender address';
const senderNameLabel = 'Sender name';
const domainsLabel = 'Our email domains';
const organizationLabel = 'Organization name';

/** Whether it is at the organization's own domains, `assertSenderSettings` checks. */
function senderAddress(text: string): string {
  if (text.trim() === '') return '';
  try {
    return parseAddress(text);
  } catch {
    return refuse(senderAddressLabel, 'an address such as conferencing@contoso.example, or nothing');
  }
}

const reaches: Record<AddressReach, string> = {
  'any': 'Any address',
  'own-domains': 'Addresses at our own domains',
  'none': "Only the person's own address",
};

function domainList(text: string): string[] {
  return parts(text).map((part) => {
    const domain = domainToASCII(part.replace(/^@/, '')).toLowerCase();
    if (!/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain))
      refuse(domainsLabel, 'domains such as contoso.example, with commas between them');
    return domain;
  });
}

const limitField = <Name extends 'limitOwn' | 'limitPerTarget' | 'limitPerActor' | 'limitPerTenant'>(
  name: Name,
  label: string,
  lost: string,
): SettingField<Name> =>
  numberField(name, {
    group: 'limits',
    label,
    hint: '0 means no limit.',
    ...{ least: 0, most: 100_000 },
    loosens: (before, after) => limitOf(after) > limitOf(before),
    lost,
  });
const limitOf = (text: string): number => (text === '0' ? Infinity : Number(text));

/** Where mails may go, from the narrowest to the widest. */
const byReach: readonly string[] = ['none', 'own-domains', 'any'] satisfies AddressReach[];
const widens = (before: string, after: string): boolean => byReach.indexOf(after) > byReach.indexOf(before);

/**
 * Every setting, in the order of the cards. The defaults are Microsoft's where it has them (docs/audio-conferencing.md,
 * section 4.3). A setting without a field does not compile.
 */
const fields: { [Name in keyof Settings]-?: SettingField<Name> } = {
  pinLength: numberField('pinLength', {
    group: 'pins',
    label: 'PIN length',
    ...{ least: pinLengths.least, most: pinLengths.most },
  }),
  whoSeesPin: choiceField('whoSeesPin', {
    group: 'pins',
    label: 'Who sees a PIN that an administrator resets',
    choices: { operator: 'Whoever resets it, once, and the owner by email', owner: 'Only its owner' },
    loosens: (_before, after) => after === 'operator',
    lost: 'Administrators then see the PINs that they reset for others, and could use them before the owner does.',
    get: ({ whoSeesPin }) => whoSeesPin,
    set: (whoSeesPin) => ({ whoSeesPin }),
  }),
  bulkApproval: switchField('bulkApproval', {
    group: 'pins',
    label: 'Bulk changes need a second administrator',
    loosens: (_before, after) => after === 'off',
    lost: 'One administrator alone can then change many people at once, and nobody else looks at it first.',
  }),
  selfServiceConferenceId: switchField('selfServiceConferenceId', {
    group: 'pins',
    label: 'People may reset their own conference ID',
  }),

  automaticMails: switchField('automaticMails', {
    group: 'mails',
    label: 'Automatic emails',
  }),
  pinsByMail: switchField('pinsByMail', {
    group: 'mails',
    label: 'Emails may carry a PIN',
    loosens: (_before, after) => after === 'on',
    lost: 'New PINs then stand in emails, for everybody who can read the mailbox.',
  }),
  adminAddresses: choiceField('adminAddresses', {
    group: 'mails',
    label: 'Where administrators may have emails sent',
    choices: reaches,
    loosens: widens,
    lost: 'Emails, also with a PIN, can then go to more addresses than the person’s own.',
    get: ({ adminAddresses }) => adminAddresses,
    set: (adminAddresses) => ({ adminAddresses }),
  }),
  helpdeskAddresses: choiceField('helpdeskAddresses', {
    group: 'mails',
    label: 'Where helpdesk may have emails sent',
    choices: reaches,
    loosens: widens,
    lost: 'Helpdesk can then have conference info sent to more addresses than the person’s own.',
    get: ({ helpdeskAddresses }) => helpdeskAddresses,
    set: (helpdeskAddresses) => ({ helpdeskAddresses }),
  }),
  mailDomains: textField('mailDomains', {
    group: 'mails',
    label: domainsLabel,
    kept: true,
    // A domain more is an organization more to which a PIN may go.
    loosens: (before, after) => parts(after).some((domain) => !parts(before).includes(domain)),
    lost: 'Emails, also with a PIN, can then go to every address at an added domain.',
    get: ({ mailDomains }) => mailDomains.join(', '),
    set: (text) => ({ mailDomains: domainList(text) }),
  }),
  tenantName: textField('tenantName', {
    group: 'mails',
    label: organizationLabel,
    kept: true,
    get: ({ tenantName }) => tenantName,
    set: (text) =>
      text.trim().length <= 100 ? { tenantName: text.trim() } : refuse(organizationLabel, 'at most 100 characters'),
  }),
  senderAddress: textField('senderAddress', {
    group: 'mails',
    label: senderAddressLabel,
    get: (settings) => settings.senderAddress,
    set: (text) => ({ senderAddress: senderAddress(text) }),
  }),
  senderName: textField('senderName', {
    group: 'mails',
    label: senderNameLabel,
    get: ({ senderName }) => senderName,
    set: (text) => ({ senderName: text.trim() === '' ? '' : parseSenderName(text, senderNameLabel) }),
  }),
  language: choiceField('language', {
    group: 'mails',
    label: 'Language of emails to people whose own is not known',
    choices: { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' },
    get: ({ language }) => language,
    set: (language) => ({ language }),
  }),

  tollNumber: textField('tollNumber', {
    group: 'numbers',
    label: 'Default number to dial',
    kept: true,
    get: ({ tollNumber }) => shownNumber(tollNumber),
    set: (text) => ({ tollNumber: text.trim() === '' ? '' : phoneNumber('Default number to dial', text) }),
  }),
  tollFreeNumber: textField('tollFreeNumber', {
    group: 'numbers',
    label: 'Toll-free number',
    kept: true,
    get: ({ tollFreeNumber = '' }) => shownNumber(tollFreeNumber),
    set: (text) => ({ tollFreeNumber: text.trim() === '' ? '' : phoneNumber('Toll-free number', text) }),
  }),
  serviceNumbers: textField('serviceNumbers', {
    group: 'numbers',
    label: 'Other numbers of the bridge',
    kept: true,
    get: ({ serviceNumbers }) => serviceNumbers.map(shownNumber).join(', '),
    set: (text) => ({ serviceNumbers: numberList('Other numbers of the bridge', text) }),
  }),
  tollFreeNumbers: textField('tollFreeNumbers', {
    group: 'numbers',
    label: 'Other toll-free numbers',
    kept: true,
    get: ({ tollFreeNumbers }) => tollFreeNumbers.map(shownNumber).join(', '),
    set: (text) => ({ tollFreeNumbers: numberList('Other toll-free numbers', text) }),
  }),
  bridge: textField('bridge', {
    group: 'numbers',
    label: 'Name of the bridge',
    kept: true,
    get: ({ bridge }) => bridge,
    set: (text) =>
      /^[\p{L}\p{N} ._-]{1,50}$/u.test(text.trim())
        ? { bridge: text.trim() }
        : refuse('Name of the bridge', '1 to 50 letters, digits, spaces, dots and hyphens'),
  }),

  callersMayStart: switchField('callersMayStart', {
    group: 'meetings',
    label: 'Callers may start a meeting without a PIN',
    needsBridge: true,
  }),
  announcements: switchField('announcements', {
    group: 'meetings',
    label: 'Callers are announced when they come and go',
    needsBridge: true,
  }),
  announceWith: choiceField('announceWith', {
    group: 'meetings',
    label: 'How callers are announced',
    needsBridge: true,
    choices: { names: 'By name or number', tones: 'By a tone' },
    get: ({ announceWith }) => announceWith,
    set: (announceWith) => ({ announceWith }),
  }),
  nameRecording: switchField('nameRecording', {
    group: 'meetings',
    label: 'Callers are asked to record their name',
    needsBridge: true,
  }),
  maskNumbers: choiceField('maskNumbers', {
    group: 'meetings',
    label: 'Whose phone numbers are masked',
    needsBridge: true,
    choices: { external: 'From people outside', all: 'From everybody', none: 'From nobody' },
    get: ({ maskNumbers }) => maskNumbers,
    set: (maskNumbers) => ({ maskNumbers }),
  }),

  limitOwn: limitField(
    'limitOwn',
    'Own resets per person per day',
    'Somebody at another person’s open Teams can then reset that PIN more often.',
  ),
  limitPerTarget: limitField(
    'limitPerTarget',
    'Resets of one person by others per day',
    'One person’s PIN can then be made useless more often before anybody stops it.',
  ),
  limitPerActor: limitField(
    'limitPerActor',
    'Resets by one administrator for others per hour',
    'Somebody who has taken over an administrator’s account can then reset more PINs before they are stopped.',
  ),
  limitPerTenant: limitField(
    'limitPerTenant',
    'Resets for others per hour, all together',
    'Somebody who has taken over several accounts can then reset more PINs before they are stopped.',
  ),
  keepTrail: choiceField('keepTrail', {
    group: 'limits',
    label: 'How long the trail is kept',
    choices: {
      '1y': '1 year',
      '2y': '2 years',
      '3y': '3 years',
      '5y': '5 years',
      '7y': '7 years',
      '10y': '10 years',
      'ever': 'For ever',
    },
    loosens: (before, after) =>
      (monthsKept({ keepTrail: after as Settings['keepTrail'] }) ?? Infinity) <
      (monthsKept({ keepTrail: before as Settings['keepTrail'] }) ?? Infinity),
    lost: 'Records that are older than that are deleted, and nobody can ask for them any more.',
    get: ({ keepTrail }) => keepTrail,
    set: (keepTrail) => ({ keepTrail }),
  }),
};

export const settingFields: readonly SettingField[] = Object.values(fields);

/** What a backend must be able to do so that a setting can be changed here; undefined where every one can. */
export function neededFor({ name, group }: Pick<SettingField, 'name' | 'group'>): NotWithTeams | undefined {
  if (name === 'pinLength') return 'pin-length';
  if (name === 'selfServiceConferenceId') return 'reset-conference-id';
  if (name === 'callersMayStart') return 'start-without-pin';
  return group === 'numbers' ? 'numbers' : group === 'meetings' ? 'bridge-settings' : undefined;
}

/** The settings that can be changed here. */
export const ableFields = ({ can }: { can: Readonly<Record<NotWithTeams, boolean>> }): SettingField[] =>
  settingFields.filter((field) => {
    const needs = neededFor(field);
    return !needs || can[needs];
  });
