import type { Command } from '../turn/command';
import { admins } from './admins';
import { allNumbers } from './all-numbers';
import { askAdmin } from './ask-admin';
import { askPinReset } from './ask-pin-reset';
import { askSecondAdmin } from './ask-second-admin';
import { audit } from './audit';
import { bulk } from './bulk';
import { bulkForm } from './bulk-form';
import { bulkResult } from './bulk-result';
import { bulkStatus } from './bulk-status';
import { cancel } from './cancel';
import { changePerson } from './change-person';
import { changeSettings } from './change-settings';
import { changeNumber } from './change-number';
import { declineRequest } from './decline-request';
import { disable } from './disable';
import { editPerson } from './edit-person';
import { editSettings } from './edit-settings';
import { enable } from './enable';
import { exportAudit } from './export-audit';
import { exportReport } from './export-report';
import { failedMails } from './failed-mails';
import { findConferenceId } from './find-conference-id';
import { forget } from './forget';
import { hello } from './hello';
import { help } from './help';
import { liftLock } from './lift-lock';
import { mailStatus } from './mail-status';
import { makeRole } from './make-role';
import { report } from './report';
import { notMe } from './not-me';
import { nudge } from './nudge';
import { openChat } from './open-chat';
import { openNotices } from './open-notices';
import { limits } from './limits';
import { lastPinReset } from './last-pin-reset';
import { listUsers } from './list-users';
import { lockedUsers } from './locked-users';
import { noLicence } from './no-licence';
import { notEnabled } from './not-enabled';
import { pinDigits } from './pin-digits';
import { pickUpPin } from './pick-up-pin';
import { protect } from './protect';
import { resendMail } from './resend-mail';
import { resetConferenceId } from './reset-conference-id';
import { resetPin } from './reset-pin';
import { restoreDefaults } from './restore-defaults';
import { sendConferenceInfo } from './send-conference-info';
import { settings } from './settings';
import { showConferenceInfo } from './show-conference-info';
import { showLatePin } from './show-late-pin';
import { showPerson } from './show-person';
import { status } from './status';
import { switchAutomaticMails } from './switch-automatic-mails';
import { switchMails } from './switch-mails';
import { switchPinsByMail } from './switch-pins-by-mail';
import { thanks } from './thanks';
import { unprotect } from './unprotect';
import { whoAmI } from './who-am-i';
import { yes } from './yes';

/** Every command, in the order of "help commands". */
export const commands: readonly Command[] = [
  resetPin,
  showConferenceInfo,
  allNumbers,
  sendConferenceInfo,
  resetConferenceId,
  findConferenceId,
  showPerson,
  editPerson,
  changePerson,
  lastPinReset,
  pinDigits,
  limits,
  listUsers,
  noLicence,
  notEnabled,
  lockedUsers,
  mailStatus,
  enable,
  disable,
  changeNumber,
  bulkForm,
  bulk,
  bulkStatus,
  bulkResult,
  failedMails,
  resendMail,
  forget,
  makeRole,
  protect,
  unprotect,
  askAdmin,
  askPinReset,
  nudge,
  askSecondAdmin,
  declineRequest,
  pickUpPin,
  showLatePin,
  notMe,
  liftLock,
  settings,
  editSettings,
  changeSettings,
  restoreDefaults,
  switchMails,
  switchAutomaticMails,
  switchPinsByMail,
  audit,
  exportAudit,
  report,
  exportReport,
  whoAmI,
  status,
  cancel,
  help,
  hello,
  thanks,
  yes,
  admins,
  openChat,
  openNotices,
];
