import type { Command } from 'commander';
import type { MailWish } from '../../services/offers/offers';
import { usageError } from '../terminal/refusal';
import type { Session } from '../session/session';

/** The options about mails, as PowerShell names them. */
export interface MailOptions {
  /** Absent if neither `--send-email` nor `--no-send-email` is given: then the switches decide. */
  sendEmail?: boolean;
  sendEmailToAddress?: string;
  sendEmailFromAddress?: string;
  sendEmailFromDisplayName?: string;
}

/** Declares `--send-email`, `--no-send-email` and what goes with them. */
export function withMailOptions(command: Command): Command {
  const given = new Set<string>();
  // The parser would take the last of the two, but with both given it is not clear which one was meant.
  const note = (name: string) => () => {
    if (given.add(name).size > 1) throw usageError('--send-email and --no-send-email contradict each other');
  };
  return withNoMail(
    command.option(
      '--send-email',
      'email the conferencing info, with the new PIN if there is one, also where automatic emails are off',
    ),
  )
    .option('--send-email-to-address <address>', 'email it to this address instead of the own one')
    .option(
      '--send-email-from-address <address>',
      "whom the emails come from: an address at the organization's own domains; with --send-email and the next one",
    )
    .option('--send-email-from-display-name <name>', 'the name that goes with it')
    .on('option:send-email', note('on'))
    .on('option:no-send-email', note('off'));
}

/** Declares `--no-send-email` alone. */
export const withNoMail = (command: Command): Command =>
  command.option('--no-send-email', 'no email about it, whatever the switches say');

/** Whether a mail is asked for, even if the switches hold it up. */
export const isMailed = ({ sendEmail, sendEmailToAddress }: MailOptions): boolean =>
  sendEmail === true || sendEmailToAddress !== undefined;

/** The part of an offer's input that comes from `--no-send-email`. */
export const noMailOf = ({ sendEmail }: MailOptions): { noMail?: true } =>
  sendEmail === false ? { noMail: true } : {};

/** @throws Refusal when the options contradict each other, or one lacks another that it needs */
export function assertMailOptions(options: MailOptions): void {
  const { sendEmail, sendEmailToAddress, sendEmailFromAddress: address, sendEmailFromDisplayName: name } = options;
  if (sendEmail === false && sendEmailToAddress !== undefined)
    throw usageError('--send-email-to-address and --no-send-email contradict each other');
  if ((address === undefined) !== (name === undefined))
    throw usageError('--send-email-from-address and --send-email-from-display-name need each other');
  if (address !== undefined && !isMailed(options))
    throw usageError('--send-email-from-address needs --send-email or --send-email-to-address');
}

/**
 * The part of each offer's input that comes from the options.
 * @throws Problem when the mails cannot come from that address
 */
export async function mailInputOf({ services, actor }: Session, options: MailOptions): Promise<MailWish> {
  const { sendEmailFromAddress: address, sendEmailFromDisplayName: name } = options;
  if (address === undefined || name === undefined) return noMailOf(options);
  return { from: await services.conferencing.senderFor(actor, { address, name }) };
}
