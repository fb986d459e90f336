import type { Command } from 'commander';
import type { Action } from '../../services/people/rights';
import { makeChanges, personRow } from '../session/changes';
import { usageError } from '../terminal/refusal';
import { personChanged } from '../terminal/results/changes';
import { runSession } from '../session/session';
import { changingLeaf, type Shell } from './command';
import { assertMailOptions, isMailed, withMailOptions } from './mail-options';
import { setLicence } from './user-licence';
import { type SetOptions, stepsOf } from './user-set-steps';

const help = [
  "a person's conferencing: PIN, conference ID, number, emails",
  '',
  'With several options the number comes first, then the conference ID, then the PIN; when one is refused, those ' +
    'before it stay done.',
  'Emails follow the switches of the organization and the person; --send-email sends one also where they are off, ' +
    'with the new PIN when it was reset, and --no-send-email sends none.',
  '--licensed says whether an Audio Conferencing licence is assigned, as "people import" does for many, and is changed ' +
    'alone. Whose licence is taken away keeps conference ID and PIN, but nothing can be reset any more.',
].join('\n');

const examples = [
  'user set alice.smith@contoso.example --reset-leader-pin --show-pin',
  'user set alice.smith@contoso.example --reset-leader-pin --send-email --send-email-to-address alice@hotmail.example',
  'user set alice.smith@contoso.example --reset-leader-pin --no-send-email --show-pin',
  'user set alice.smith@contoso.example --reset-conference-id',
  'user set alice.smith@contoso.example --service-number +15550100200 --allow-pstn-only-meetings true --what-if',
  'user set alice.smith@contoso.example --toll-free-service-number +18005550100',
  'user set alice.smith@contoso.example --service-number default',
  'user set alice.smith@contoso.example --mails off --what-if',
  'user set lynne.robbins@contoso.example --licensed true --what-if',
  'user set alice.smith@contoso.example --send-email',
  'user set alice.smith@contoso.example --send-email --send-email-from-address servicedesk@contoso.example ' +
    '--send-email-from-display-name "Contoso Service Desk"',
];

/** `user set`, the command line's `Set-CsOnlineDialInConferencingUser`. */
export function addUserSet(user: Command, { streams, end }: Shell): void {
  withMailOptions(changingLeaf(user, 'set <identity>', { help, examples, result: personChanged }))
    .option('--reset-leader-pin', 'a new PIN')
    .option('--reset-conference-id', 'a new conference ID; the old one stops working')
    .option(
      '--service-number <number>',
      'the number to dial, one of "number list", or "default" for that of the bridge',
    )
    .option('--toll-free-service-number <number>', 'the same for the toll-free number')
    .option('--allow-pstn-only-meetings <bool>', 'whether callers may start meetings without a PIN: true or false')
    .option('--mails <bool>', 'whether automatic emails go to this person: on or off')
    .option('--licensed <bool>', 'whether an Audio Conferencing licence is assigned: true or false')
    .option('--show-pin', 'print the new PIN also where standard output is no terminal')
    .action(async (identity: string, options: SetOptions) =>
      end(
        await runSession(
          streams,
          options,
          { action: actionsOf(options)[0] ?? 'change-person', named: true },
          async (session) => {
            assertMailOptions(options);
            const [action, ...others] = actionsOf(options);
            if (options.licensed !== undefined) {
              if (action) throw usageError('--licensed is changed alone', 'Change the rest with a second command.');
              return setLicence(session, identity, options.licensed);
            }
            if (!action) throw usageError('user set needs something to change, such as --reset-leader-pin');
            const target = await session.find(identity, action, others);
            return makeChanges(session, await stepsOf(session, target, options), personRow(target), personChanged);
          },
        ),
      ),
    );
}

/** The rights that the options need, in the order of the changes. */
function actionsOf(options: SetOptions): Action[] {
  const { resetConferenceId, resetLeaderPin } = options;
  const ofPerson = ['serviceNumber', 'tollFreeServiceNumber', 'allowPstnOnlyMeetings', 'mails'] as const;
  const wanted: [Action, boolean][] = [
    ['change-person', ofPerson.some((name) => options[name] !== undefined)],
    ['reset-conference-id', resetConferenceId === true],
    ['reset-pin', resetLeaderPin === true],
    ['send-conference-info', isMailed(options)],
  ];
  return wanted.flatMap(([action, is]) => (is ? [action] : []));
}
