import { calledAs } from '../../setup/config';

/** What a check found, and what to do about it if something is wrong. */
export interface Finding {
  check: string;
  /** `warning`: it works, but somebody will miss something. `fault`: it does not work. */
  state: 'ok' | 'warning' | 'fault';
  what: string;
}

export const ok = (check: string, what: string): Finding => ({ check, state: 'ok', what });
export const warning = (check: string, what: string): Finding => ({ check, state: 'warning', what });
export const fault = (check: string, what: string): Finding => ({ check, state: 'fault', what });

/** A command as it can be typed here. */
export const typed = (command: string): string => `"${calledAs()} ${command}"`;
