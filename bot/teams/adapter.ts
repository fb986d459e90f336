import { type Activity, CloudAdapter, TeamsInfo, type TurnContext } from 'botbuilder';
import { type Log, describeError } from '../../services/base/log';
import type { InvokeResponse } from './activity';
import { type AppIdentity, DeskAuthentication, NotTheConnector } from './authentication';
import { retrying } from './retrying';

/** The SDK's adapter without its own HTTP handling, which writes to the console and answers a bad token with 500. */
export class DeskAdapter extends CloudAdapter {
  constructor(identity: AppIdentity, log: Log) {
    super(new DeskAuthentication({ ...identity }));
    // desk-bot handles its own failures; only those of the SDK arrive here.
    this.onTurnError = async (_context, error) => log.error('turn failed', describeError(error));
  }

  /**
   * Handles one activity.
   * @param authorization the Authorization header, as it came
   * @returns the answer that the turn gave; undefined for an activity that expects none
   * @throws NotTheConnector when the token is not one of the Connector's
   */
  receive(
    authorization: string,
    activity: Activity,
    turn: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, turn);
  }
}

export { type AppIdentity, NotTheConnector };

/** The object id behind a channel id such as `29:…`, from the Connector. Undefined if it is nobody's. */
export async function objectIdOf(context: TurnContext, channelId: string): Promise<string | undefined> {
  try {
    return (await retrying(() => TeamsInfo.getMember(context, channelId), { safe: true })).aadObjectId;
  } catch (error) {
    if ([400, 404].includes((error as { statusCode?: number }).statusCode ?? 0)) return undefined;
    throw error;
  }
}
