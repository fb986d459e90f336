import type { Command } from 'commander';
import type { Click, Wanted } from '../../services/offers/offers';
import type { RequestDocument } from '../../services/offers/requests';
import type { Person } from '../../services/people/person';
import { makeChanges, type Step } from '../session/changes';
import { openRequest, requestDetails, requestNamed, requestRows, wantedWords } from '../session/deciding';
import { runSession, type Session } from '../session/session';
import { approvedBulk } from './approved-bulk';
import { approvalStep } from './approval-step';
import { batchesOf } from '../session/listing';
import { list } from '../terminal/results/kinds';
import { decided, requestRow, requestShown } from '../terminal/results/requests';
import { changingLeaf, type CommonOptions, leaf, listLeaf, type Shell } from './command';

const rows = list(requestRow, '');
const inTable = 100;
/** More than anybody asks for within the time that they are kept. */
const mostKept = 100_000;
/** As ids look. */
const [anId, anOther] = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'];

/** To look at requests takes the right to decide them. */
const deciding = { action: 'decline-request', others: true } as const;

/** `requests list` and `show`, `approve` and `decline` */
export function addRequests(program: Command, shell: Shell): void {
  const { streams, end } = shell;
  const requests = program.command('requests').description('what waits for a second administrator');
  listLeaf(requests, 'list', {
    help: 'what somebody asks for and no administrator has decided yet, the newest first',
    examples: ['requests list', 'requests list --all --query "[?state==\'approved\']"'],
    result: rows,
    ...{ noun: 'requests', inTable },
  })
    .option('--all', 'also what was decided or has ended')
    .action(async (options: CommonOptions & { all?: boolean }) =>
      end(
        await runSession(streams, options, deciding, async (session) => {
          const { services, tenant } = session;
          await services.lapses.overdue();
          const found = await services.requests.latest(tenant, { all: options.all ?? false, most: mostKept });
          await session.looked('requests');
          const batches = batchesOf((await requestRows(session, found)).map((data) => ({ data })));
          const total = () => Promise.resolve(found.length);
          await session.list({ as: rows, inTable, noun: 'requests', batches, total });
        }),
      ),
    );

  leaf(requests, 'show <id>', {
    help: 'one request, and what became of it',
    examples: [`requests show ${anId}`, `requests show ${anId} --query state`],
    result: requestShown,
  }).action(async (id: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, deciding, async (session) => {
        const request = await requestNamed(session, id);
        const [row] = await requestRows(session, [request]);
        await session.looked('requests', { id: request.target } as Person);
        const shown = { ...row, ...requestDetails(request) };
        session.show(shown, { as: requestShown, table: shown });
      }),
    ),
  );

  changingLeaf(program, 'approve <id>', {
    help: approveHelp,
    examples: [`approve ${anId} --what-if`, `approve ${anId}`],
    result: decided,
  })
    .option('--show-pin', 'print the new PIN also where standard output is no terminal')
    .action(async (id: string, options: CommonOptions) =>
      end(
        await runSession(streams, options, deciding, async (session) => {
          const { request, target } = await openRequest(session, id, 'approve');
          const shared = { request: id, ...(session.whatIf ? {} : { decision: 'approved' }) };
          if (request.kind === 'bulk') return approvedBulk({ session, shell }, request, shared);
          return makeChanges(session, [await approvalStep(session, request, target)], shared, decided);
        }),
      ),
    );

  changingLeaf(program, 'decline <id>', {
    help: 'no to a request of "requests list": nothing is changed, and whoever asked is told',
    examples: [`decline ${anOther} --what-if`, `decline ${anOther} --reason "Not before the audit"`],
    result: decided,
  })
    .option('--reason <text>', 'why; whoever asked reads it, at most 200 characters')
    .action(async (id: string, options: CommonOptions & { reason?: string }) =>
      end(
        await runSession(streams, options, deciding, async (session) => {
          const { request, target } = await openRequest(session, id, 'decline');
          const shared = { request: id, ...(session.whatIf ? {} : { decision: 'declined' }) };
          return makeChanges(session, [declineStep(session, request, target, options.reason)], shared, decided);
        }),
      ),
    );
}

const approveHelp = [
  'yes to a request of "requests list", and so the change is made',
  '',
  'It acts as the button of the card in the chat does: not on your own request, only as an administrator, and until ' +
    'it ends.',
  'A bulk change is carried out here, or by the bot where one runs; look at it first with "bulk status <id>".',
].join('\n');

function declineStep({ services }: Session, request: RequestDocument, target: Person, reason?: string): Step {
  const wanted: Wanted = { kind: 'decline-request', input: { request: request._id } };
  return {
    ...wanted,
    target,
    will: `Decline: ${wantedWords(request)}.`,
    async run(click: Click) {
      await services.approvals.decline(click, reason);
      // The job that waited for it is over now, and not only when a bot looks at it.
      const job = request.kind === 'bulk' ? (request.input as { job: string }).job : undefined;
      const waiting = job === undefined ? undefined : await services.bulk.byId(request.tenant, job);
      if (waiting) await services.bulk.dropUnwanted(waiting);
      return {};
    },
  };
}
