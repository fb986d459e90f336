import type { Command } from '../command';
import { cancel } from './cancel';
import { findConferenceId } from './find-conference-id';
import { hello } from './hello';
import { help } from './help';
import { resetConferenceId } from './reset-conference-id';
import { resetPin } from './reset-pin';
import { sendConferenceInfo } from './send-conference-info';
import { showConferenceInfo } from './show-conference-info';
import { status } from './status';
import { thanks } from './thanks';
import { whoAmI } from './who-am-i';

/** Every command, in the order of the menu. */
export const commands: readonly Command[] = [
  resetPin,
  showConferenceInfo,
  sendConferenceInfo,
  resetConferenceId,
  findConferenceId,
  whoAmI,
  status,
  cancel,
  help,
  hello,
  thanks,
];
