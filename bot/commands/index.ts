import type { Command } from '../command';
import { cancel } from './cancel';
import { changeSettings } from './change-settings';
import { changeNumber } from './change-number';
import { disable } from './disable';
import { editSettings } from './edit-settings';
import { enable } from './enable';
import { failedMails } from './failed-mails';
import { findConferenceId } from './find-conference-id';
import { hello } from './hello';
import { help } from './help';
import { mailStatus } from './mail-status';
import { makeRole } from './make-role';
import { resendMail } from './resend-mail';
import { resetConferenceId } from './reset-conference-id';
import { resetPin } from './reset-pin';
import { restoreDefaults } from './restore-defaults';
import { sendConferenceInfo } from './send-conference-info';
import { settings } from './settings';
import { showConferenceInfo } from './show-conference-info';
import { status } from './status';
import { switchAutomaticMails } from './switch-automatic-mails';
import { switchMails } from './switch-mails';
import { switchPinsByMail } from './switch-pins-by-mail';
import { thanks } from './thanks';
import { whoAmI } from './who-am-i';

/** Every command, in the order of the menu. */
export const commands: readonly Command[] = [
  resetPin,
  showConferenceInfo,
  sendConferenceInfo,
  resetConferenceId,
  findConferenceId,
  mailStatus,
  enable,
  disable,
  changeNumber,
  failedMails,
  resendMail,
  makeRole,
  settings,
  editSettings,
  changeSettings,
  restoreDefaults,
  switchMails,
  switchAutomaticMails,
  switchPinsByMail,
  whoAmI,
  status,
  cancel,
  help,
  hello,
  thanks,
];
