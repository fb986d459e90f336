import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cards } from '../../cards';
import type { Card } from '../../cards/card';
import type { Services } from '../../services';
import type { AuditRecord } from '../../services/audit/trail';
import type { OfferedFile } from '../../services/offers/offered-files';
import { describeError, type Log } from '../../services/base/log';
import { Problem } from '../../services/base/problem';
import { permit } from '../../services/people/rights';
import { type Command, isAsking } from '../turn/command';
import { apology, excuse, needsAdmins } from '../show/excuses';
import { fileCard, type TeamsFile } from './file-attachments';
import type { Request } from '../turn/request';
import { timesIn } from '../../words/times';
import { isUploadAddress, upload, type UploadHosts } from './upload';
import { type FileAnswer, type FileConsent, type FilePlace } from '../turn/file';

/** How files reach people. */
export interface FileOptions {
  /** The hosts where Microsoft 365 stores files. */
  hosts: UploadHosts;
  /** A folder for files instead, for the try-out: the Playground cannot ask whether to save a file. */
  folder?: string;
}

/**
 * Files that commands offer, and how they get to the person: Teams asks, and opens a place in the person's own
 * OneDrive. The file is written only then; until then only the question is kept.
 */
export function createFileDesk(
  dependencies: { services: Services; commands: readonly Command[]; log: Log } & FileOptions,
) {
  const { services, commands, log, hosts, folder } = dependencies;
  const { audit, directory, offeredFiles } = services;
  const underWay = new Set<Promise<void>>();

  return {
    /** Whether Teams asks the person first. Otherwise `save` puts the file into a folder at once. */
    asks: folder === undefined,

    /** Puts an offered file into the folder of the try-out. */
    save: (request: Request, { id, name }: FileConsent): Promise<Card> =>
      explaining(request, async () => {
        const { text, record } = await accept(request, id);
        await audit.looked(record);
        const path = join(folder!, name);
        await mkdir(folder!, { recursive: true });
        await pipeline(Readable.from(text), createWriteStream(path, { mode: 0o600 }));
        return notice('File saved', `In Teams, the file goes to your OneDrive. In the try-out it is here: ${path}`);
      }),

    /**
     * Accepts or declines a file. The person gets the outcome through `say`, perhaps long after this has returned: if
     * an answer takes more than 10 seconds, Teams treats it as a failure (Microsoft-Teams-Samples, issue 620).
     */
    answer(request: Request, answer: FileAnswer, say: (content: Card | TeamsFile) => Promise<unknown>): void {
      const outcome = explaining(request, async () => {
        if (!answer.accepted) return decline(request, answer.id);
        const accepted = await accept(request, answer.id, answer.place);
        await audit.looked(accepted.record);
        return deliver(accepted, answer.place);
      });
      const told = outcome
        .catch((error: unknown) => {
          const reference = randomBytes(5).toString('hex');
          log.error('file failed', { correlation: reference, ...describeError(error) });
          return apology(reference);
        })
        .then(say)
        .then(() => undefined)
        .catch((error: unknown) => log.warn('file not answered', describeError(error)))
        .finally(() => underWay.delete(told));
      underWay.add(told);
    },

    /** Waits for the files that are under way. */
    async stop(): Promise<void> {
      await Promise.all(underWay);
    },
  };

  async function take({ tenant, actor, conversation }: Request, id: string): Promise<OfferedFile> {
    const offered = await offeredFiles.take({ _id: id, tenant, actor, conversation });
    if (!offered) throw new Problem('file-gone', {});
    return offered;
  }

  async function decline(request: Request, id: string): Promise<Card> {
    const { command, target } = await take(request, id);
    const { tenant, actor, scope: from } = request;
    await audit.append({
      tenant,
      action: command,
      outcome: 'cancelled',
      from,
      actor: { id: actor },
      target: { id: target },
    });
    return notice('No file', 'Nothing was saved.');
  }

  /**
   * Takes the offer away and checks everything again: the person may have lost a role since. The trail must have its
   * record before the file goes out.
   * @throws Problem, which is then in the trail
   */
  async function accept(request: Request, id: string, place?: FilePlace): Promise<Accepted> {
    const offered = await take(request, id);
    const record = {
      tenant: request.tenant,
      action: offered.command,
      from: request.scope,
      actor: { id: request.actor },
      target: { id: offered.target },
    };
    try {
      if (place && !isUploadAddress(place.uploadUrl, hosts)) throw new Problem('file-place', {});
      const { text, role } = await writing(offered);
      return { offered, text, record: { ...record, actor: { id: request.actor, role } } };
    } catch (error) {
      if (error instanceof Problem) await audit.append({ ...record, outcome: 'refused', reason: error.code });
      throw error;
    }
  }

  async function writing({
    tenant,
    actor: id,
    target: about,
    command: name,
    query,
    zone,
  }: OfferedFile): Promise<{ text: AsyncIterable<string>; role: string }> {
    const command = commands.find((one) => one.name === name);
    if (!command || !isAsking(command) || !command.write) throw new Problem('file-gone', {});
    const actor = await directory.byId(tenant, id);
    permit(actor, about === id ? 'self' : 'others', command.right);
    const target = about === id ? actor : await directory.byId(tenant, about);
    if (!target) throw new Problem('person-unknown', { text: '', nearest: [] });
    permit(actor, target, command.right);
    return { text: command.write({ actor, target, query, zone, services }), role: actor.role };
  }

  async function deliver({ offered, text, record }: Accepted, place: FilePlace): Promise<Card | TeamsFile> {
    try {
      await upload(text, place.uploadUrl);
      log.info('file delivered', { command: offered.command });
      return fileCard(place);
    } catch (error) {
      log.warn('file not delivered', { command: offered.command, ...describeError(error) });
      await audit.append({ ...record, outcome: 'unconfirmed' });
      const again = { title: 'Try again', verb: offered.command, data: offered.query };
      return cards.notice({
        title: 'File not delivered',
        paragraphs: ['The file did not get to your OneDrive.'],
        buttons: [again],
      });
    }
  }

  /** Turns what went wrong into a card. */
  async function explaining<Result>(request: Request, work: () => Promise<Result>): Promise<Result | Card> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      log.info('refused', { reason: error.code });
      const admins = needsAdmins(error) ? await directory.admins(request.tenant) : [];
      return excuse(error, { admins, ...timesIn(request.timeZone) });
    }
  }
}

export type FileDesk = ReturnType<typeof createFileDesk>;

interface Accepted {
  offered: OfferedFile;
  text: AsyncIterable<string>;
  record: Omit<AuditRecord, 'outcome' | 'at'>;
}

const notice = (title: string, text: string): Card => cards.notice({ title, paragraphs: [text], buttons: [] });
