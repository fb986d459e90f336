import type { SampleLists } from './sample-lists';

/** What the try-out is, in plain words. */
export const whatItIs = `PINs and conference IDs are kept in Dial-in Desk's own directory; it is not connected to Microsoft's bridge.
Ctrl-C stops everything.`;

/**
 * What is printed when everything runs.
 * @param tenant what it is, where people and PINs come from the stand-ins for Microsoft 365
 */
export const greeting = (windows: string[], { list, csv }: SampleLists, tenant?: string): string => `
Dial-in Desk is ready. Open Teams, as the Agents Playground shows it, as one of these people:
${windows.join('\n')}

Try:
${tenant === undefined ? ownTries(list) : tenantTries(list)}

The Playground has no button to send a file. In Teams, ${csv} is attached with the same words; here, paste
its lines${tenant === undefined ? `, or try it on the command line:\n  DESK_ACT_AS=megan.bowen@contoso.example npm run desk -- bulk run ${csv} --action reset-pin --what-if` : '.'}

${tenant ?? whatItIs}`;

const ownTries = (list: string): string => `  as Alice    reset my pin
  as Megan    reset conference id for alice
  as Adele    show conference info for alice
  as Nestor   hello, and then approve what Megan may not do alone: make alice admin
  as Johanna  audit
  as Megan    bulk reset pins, and on the card the lines of ${list}`;

const tenantTries = (
  list: string,
): string => `  as Alice    reset my pin: the stand-in for Teams gives it, as Teams would
  as Megan    reset pin for alex: whether Megan is still an administrator is asked of the stand-in for Graph
  as Megan    make alice admin: what Microsoft Entra decides is changed there
  as Megan    reset conference id for alice: what Teams does itself, and the way out
  as Johanna  audit: who has which role, from Microsoft Entra
  as Megan    bulk reset pins, and on the card the lines of ${list}`;
