/** One parameter or cmdlet of Teams PowerShell, and the command that does the same here. */
export interface Cmdlet {
  /** As PowerShell writes it. A parameter belongs to the cmdlet above it. */
  powershell: string;
  /** What follows `npx dialin-desk`. Empty if there is no such command. */
  desk: string;
  note: string;
}

const row = (powershell: string, desk: string, note = ''): Cmdlet => ({ powershell, desk, note });
const bridgeNeeded = 'needs a phone bridge';
const noProviders = 'there are no other providers here';
const noDialOut = 'nobody is dialled out to from here';
const ofBridge = 'the languages of prompts are those of a phone bridge';
const withoutEffect = 'deprecated in Teams: without effect';
const internal = "Microsoft's own, not for customers";

/**
 * Every cmdlet and parameter of Audio Conferencing (docs/audio-conferencing.md, section 4), and ours.
 * docs/command-line.md has the same table; a test compares the two.
 */
export const cmdlets: readonly Cmdlet[] = [
  row(
    'Set-CsOnlineDialInConferencingUser -Identity x',
    'user set x',
    'x: user principal name, email address, object id, alias or name',
  ),
  row('-ResetLeaderPin', 'user set x --reset-leader-pin'),
  row('(admin center only) reset conference ID', 'user set x --reset-conference-id'),
  row(
    '-SendEmail',
    'user set x --send-email',
    'with the new PIN when it is reset and the settings let emails carry it',
  ),
  row(
    '-SendEmail:$false',
    'user set x --no-send-email',
    'no email, whatever the switches say; also user enable and disable',
  ),
  row('-SendEmailToAddress a', 'user set x --send-email-to-address a', 'implies --send-email'),
  row(
    '-SendEmailFromAddress a -SendEmailFromDisplayName n',
    'user set x … --send-email-from-address a --send-email-from-display-name n',
    'each needs the other and --send-email; an address at your own domains',
  ),
  row(
    '-ServiceNumber n',
    'user set x --service-number n',
    '14255551234, +14255551234 or tel:+14255551234; default: that of the bridge',
  ),
  row('-TollFreeServiceNumber n', 'user set x --toll-free-service-number n', 'one of those in number list'),
  row(
    '-AllowPSTNOnlyMeetings b',
    'user set x --allow-pstn-only-meetings b',
    'deprecated in Teams since 31 January 2022; kept here for a phone bridge',
  ),
  row('-AllowTollFreeDialIn b', '', 'in Teams by TeamsAudioConferencingPolicy only'),
  row('-BridgeId g, -BridgeName n', '', 'there is one bridge here: bridge set'),
  row('-WhatIf', '--what-if', 'not implemented in Teams; works here, with every change'),
  row('-Confirm', '--confirm', 'asks on the terminal; any answer but yes changes nothing'),
  row('-AsJob, -Force', '', 'not needed: nothing prompts without --confirm'),
  row('-Tenant, -TenantDomain, -DomainController', '', internal),
  row('Get-CsOnlineDialInConferencingUser -Identity x', 'user get x'),
  row('-ResultSize n', 'user list --most n', 'by name, so always the same ones'),
  row(
    '-BridgeId, -BridgeName, -ServiceNumber, -LdapFilter, -Force',
    'user list --query',
    'deprecated in Teams; a JMESPath expression picks here',
  ),
  row(
    'Enable-CsOnlineDialInConferencingUser -Identity x',
    'user enable x',
    `removed from Teams; -ReplaceProvider: ${noProviders}`,
  ),
  row('Disable-CsOnlineDialInConferencingUser -Identity x', 'user disable x', 'removed from Teams'),
  row(
    'Get-CsOnlineDialInConferencingUserInfo',
    'user get x, user list',
    'removed from Teams; numbers, bridge and conference ID are columns here',
  ),
  row(
    'Get-CsOnlineDialInConferencingUserState',
    'user list',
    'removed from Teams; licence, kind and state are columns here',
  ),
  row('Set-CsOnlineDialInConferencingUserDefaultNumber', 'user set x --service-number n', 'removed from Teams'),
  row('Get-CsOnlineDialInConferencingTenantSettings', 'tenant get', 'one of them: tenant get <name>'),
  row(
    'Remove-CsOnlineDialInConferencingTenantSettings',
    'tenant remove',
    'name, email domains and numbers stay: they have no default',
  ),
  row('Set-CsOnlineDialInConferencingTenantSettings', 'tenant set <name> <value>'),
  row('-PinLength n', 'tenant set pinLength n', '4 to 12; for new PINs'),
  row('-AutomaticallySendEmailsToUsers b', 'tenant set automaticMails b'),
  row('-SendEmailFromOverride b -SendEmailFromAddress a', 'tenant set senderAddress a', 'empty: MAIL_FROM'),
  row('-SendEmailFromDisplayName n', 'tenant set senderName n'),
  row('-EnableEntryExitNotifications b', 'tenant set announcements b', bridgeNeeded),
  row(
    '-EntryExitAnnouncementsType UseNames|ToneOnly',
    'tenant set announceWith names|tones',
    `${bridgeNeeded}; UseNames and ToneOnly do as well`,
  ),
  row('-EnableNameRecording b', 'tenant set nameRecording b', bridgeNeeded),
  row('-MaskPstnNumbersType MaskedForExternalUsers', 'tenant set maskNumbers external', bridgeNeeded),
  row('-MaskPstnNumbersType MaskedForAllUsers', 'tenant set maskNumbers all', bridgeNeeded),
  row('-MaskPstnNumbersType NoMasking', 'tenant set maskNumbers none', bridgeNeeded),
  row(
    '-AllowPSTNOnlyMeetingsByDefault b',
    'tenant set callersMayStart b',
    'in Teams for people enabled later; here for everybody without a value of their own',
  ),
  row('-AutomaticallyMigrateUserMeetings b', '', 'there are no meetings here'),
  row('-AutomaticallyReplaceAcpProvider b', '', noProviders),
  row('-AllowedDialOutExternalDomains, -AllowFederatedUsersToDialOut…', '', noDialOut),
  row('-EnableDialOutJoinConfirmation b', '', withoutEffect),
  row('-IncludeTollFreeNumberInMeetingInvites b', '', withoutEffect),
  row('-MigrateServiceNumbersOnCrossForestMove b', '', withoutEffect),
  row('-UseUniqueConferenceIds b', '', withoutEffect),
  row('Get-CsOnlineDialinConferencingTenantConfiguration', 'doctor', 'whether everything that is needed is there'),
  row('Get-CsOnlineDialInConferencingBridge', 'bridge get'),
  row(
    'Set-CsOnlineDialInConferencingBridge -DefaultServiceNumber n',
    'bridge set --default-service-number n',
    'people without a number of their own follow it',
  ),
  row('-SetDefault, -Instance', 'bridge set --name n', 'there is one bridge here'),
  row('Get-CsOnlineDialInConferencingServiceNumber', 'number list'),
  row('Register-, Unregister-CsOnlineDialInConferencingServiceNumber', 'bridge set --service-numbers "n, m"'),
  row('Set-CsOnlineDialInConferencingServiceNumber', '', ofBridge),
  row('Get-CsOnlineDialInConferencingLanguagesSupported', '', ofBridge),
  row(
    'New-, Set-, Get-, Grant-, Remove-CsTeamsAudioConferencingPolicy',
    '',
    'there are no policies here: user set and bridge set',
  ),
  row('Get-CsOnlineDialOutPolicy, Grant-CsDialoutPolicy', '', noDialOut),
  row('Get-CsOnlineDialinConferencingPolicy', '', 'lists policies only'),
  row('Get-CsOnlineUser -Identity x', 'user get x', 'state, licence and kind of the account'),
  row('Connect-MicrosoftTeams', 'DESK_ACT_AS', 'who acts; the database and the keys are the bot’s'),
  row('(none)', 'people import, people export, people list, sync', 'the directory'),
  row('(none)', 'bulk run people.csv --action reset-pin', 'a dry run first; --resume after an interruption'),
  row('(none)', 'bulk list, bulk status, bulk pause, bulk stop', 'bulk changes by their ids'),
  row('(none)', 'requests list, requests show, approve, decline', 'what takes a second administrator'),
  row('(none)', 'audit list, audit export, audit verify, audit head'),
  row('(none)', 'mail list, mail resend, mail send', 'what became of the emails'),
  row('(none)', 'role set, protect, unprotect, forget', 'who may do what, and people who have left'),
  row('(none)', 'user unlock x', 'lifts the lock of somebody who reported a reset'),
  row('(none)', 'report --since "last 7 days"', 'how much was reset, refused and emailed'),
  row('(none)', 'user set x --mails off', 'no automatic emails to this person'),
  row('(none)', 'schema user list', 'the fields of a result, as JSON Schema'),
  row(
    '(none)',
    'keys list, keys new, keys rotate, backup, restore, manifest build, doctor, bootstrap-admin',
    'running an installation',
  ),
];
