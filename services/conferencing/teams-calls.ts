import type { TeamsRefusal } from '../base/problem';
import type { Secret } from '../base/secret';

/** Why nobody can tell whether Teams did it. */
export type TeamsDoubt = 'timeout' | 'worker-died' | 'garbled';

/** How one call to Teams ended. What is unknown is never repeated by itself. */
export type TeamsOutcome<Value> =
  | { kind: 'done'; value: Value }
  /** `correlation` is the id that Microsoft's support asks for. */
  | { kind: 'refused'; reason: TeamsRefusal; correlation?: string }
  | { kind: 'unknown'; reason: TeamsDoubt };

/** A person of Teams, as `Get-CsOnlineDialInConferencingUser` tells it. */
export interface TeamsUser {
  /** Undefined where Teams gives each meeting an ID of its own (`ConferenceId` 0). */
  conferenceId?: string;
  /** E.164, without the plus where Teams leaves it away. */
  tollNumber?: string;
  tollFreeNumber?: string;
  bridgeName?: string;
}

export interface TeamsBridge {
  id: string;
  name: string;
  isDefault: boolean;
  defaultNumber?: string;
}

export interface TeamsNumber {
  number: string;
  tollFree: boolean;
  city?: string;
  languages: string[];
  shared: boolean;
}

/** Settings of the tenant that are read, never written. */
export interface TeamsTenant {
  pinLength?: number;
  sendsMailsByItself?: boolean;
}

/**
 * What the bot may ask of Teams. `identity` is the object id of the person. Nothing here throws for what Teams says:
 * that is an outcome. `onSent` is called when the request is about to be written to the worker: until then a failure
 * means that nothing was done.
 */
export interface TeamsCalls {
  user(identity: string): Promise<TeamsOutcome<TeamsUser>>;
  /** `pin` is missing where Teams did not tell it, or only a masked one. */
  resetPin(
    request: { identity: string; sendEmail: boolean; to?: string },
    onSent?: () => void,
  ): Promise<TeamsOutcome<{ pin?: Secret }>>;
  setNumber(
    request: { identity: string; toll?: string; tollFree?: string },
    onSent?: () => void,
  ): Promise<TeamsOutcome<TeamsUser>>;
  bridges(): Promise<TeamsOutcome<TeamsBridge[]>>;
  numbers(): Promise<TeamsOutcome<TeamsNumber[]>>;
  tenant(): Promise<TeamsOutcome<TeamsTenant>>;
  /** What `readyz` and `doctor` tell: whether calls get through, and how long the last ones took in milliseconds. */
  health(): { state: 'ready' | 'starting' | 'down'; module?: string; powerShell?: string; lastMs?: number };
}
