import { type Activity, CloudAdapter, TeamsInfo, type TurnContext } from 'botbuilder';
import { type Log, describeError } from '../../services/base/log';
import type { InvokeResponse } from './activity';
import { type AppIdentity, DeskAuthentication } from './authentication';
import { retrying } from './retrying';

/** The SDK's adapter without its own HTTP handling: requests have passed our gate before it hears of them. */
export class DeskAdapter extends CloudAdapter {
  constructor(
    identity: AppIdentity,
    log: Log,
    private readonly authentication = new DeskAuthentication(identity),
  ) {
    super(authentication);
    // desk-bot handles its own failures; only those of the SDK arrive here.
    this.onTurnError = async (_context, error) => log.error('turn failed', describeError(error));
  }

  /**
   * Handles one activity that the gate has admitted.
   * @returns the answer that the turn gave; undefined for an activity that expects none
   */
  receive(activity: Activity, turn: (context: TurnContext) => Promise<void>): Promise<InvokeResponse | undefined> {
    return this.processActivity(this.authentication.admitted(), activity, turn);
  }
}

export type { AppIdentity };

/** The object id behind a channel id such as `29:…`, from the Connector. Undefined if it is nobody's. */
export async function objectIdOf(context: TurnContext, channelId: string): Promise<string | undefined> {
  try {
    return (await retrying(() => TeamsInfo.getMember(context, channelId), { safe: true })).aadObjectId;
  } catch (error) {
    if ([400, 404].includes((error as { statusCode?: number }).statusCode ?? 0)) return undefined;
    throw error;
  }
}
