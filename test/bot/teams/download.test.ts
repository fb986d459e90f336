import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Activity } from 'botbuilder';
import JSZip from 'jszip';
import { uploadsIn } from '../../../bot/teams/activity';
import { download, largestUpload, readUpload } from '../../../bot/teams/download';
import { Problem } from '../../../services/base/problem';
import { until } from '../../helpers/until';

/** Not chained: restify replaces the writeHead of every server in the process with one that returns nothing. */
function respond(
  response: ServerResponse,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string | number> },
): ServerResponse {
  response.writeHead(status, headers);
  return response;
}

const hosts = { hosts: ['*.sharepoint.com'], loopback: true };

describe('a file that somebody sent', () => {
  let answer: RequestListener;
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  beforeAll(() => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => (asked = 0));

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.csv?tempauth=x`;
  const serve = (body: Uint8Array | string) => (answer = (_, response) => response.end(body));
  const readList = (type = 'csv') => readUpload({ name: `list.${type}`, type, url: address() }, hosts);
  const read = async (type = 'csv') => (await readList(type)).text;
  /** What the problem is. */
  const problem = async (work: Promise<unknown>) => {
    const error: unknown = await work.catch((caught: unknown) => caught);
    if (!(error instanceof Problem)) throw new Error('There was no problem.');
    // Which file it is has a test of its own.
    const { file: _file, ...details } = error.details as { file?: string };
    return { code: error.code, details };
  };
  const unreadable = { code: 'upload-unreadable', details: {} };
  const notText = { code: 'upload-not-text', details: {} };

  test.each(['csv', 'txt', 'tsv'])('is read: %s', async (type) => {
    serve('UPN\r\nzoë@contoso.example\r\n');
    expect(await read(type)).toBe('UPN\r\nzoë@contoso.example\r\n');
  });

  test('is read as Excel writes it', async () => {
    serve('\uFEFFUPN;Name\r\nzoë@contoso.example;Zoë Łukasz 😀');
    expect(await read()).toBe('UPN;Name\r\nzoë@contoso.example;Zoë Łukasz 😀');
    serve(Buffer.from('\uFEFFUPN\tName\r\nzoë@contoso.example\tZoë Łukasz 😀', 'utf16le'));
    expect(await read('txt')).toBe('UPN\tName\r\nzoë@contoso.example\tZoë Łukasz 😀');
    serve(Buffer.from('\uFEFFzoë', 'utf16le').swap16());
    expect(await read('txt')).toBe('zoë');
    serve(Buffer.from('Name\r\nZo\xeb M\xfcller \x96 O\x92Brien', 'latin1'));
    expect(await read()).toBe('Name\r\nZoë Müller – O’Brien');
    serve('');
    expect(await read()).toBe('');
  });

  test('keeps its name, which an error about it says', async () => {
    serve('alice');
    expect(await readList()).toEqual({ name: 'list.csv', text: 'alice' });
    const errors = [
      readUpload({ name: 'report.xlsx', type: 'xlsx', url: address() }, hosts),
      download('http://127.0.0.1:1/', 100, { file: 'gone.csv' }),
      download(address(), 2, { file: 'large.csv' }),
    ].map((work) => work.catch((error: Problem) => (error.details as { file?: string }).file));
    expect(await Promise.all(errors)).toEqual(['report.xlsx', 'gone.csv', 'large.csv']);
  });

  test('is asked for once, without a word about us', async () => {
    const seen: (string | undefined)[] = [];
    answer = ({ method, headers }, response) => {
      seen.push(method, headers.authorization, headers.cookie);
      response.end('alice');
    };
    expect(await read()).toBe('alice');
    expect(seen).toEqual(['GET', undefined, undefined]);
  });

  test.each([301, 302, 307, 308])('is not looked for elsewhere: %i', async (status) => {
    answer = (_, response) => respond(response, { status, headers: { location: '/elsewhere.csv' } }).end('alice');
    expect(await problem(read())).toEqual(unreadable);
    expect(asked).toBe(1);
  });

  test.each([204, 206, 304, 401, 403, 404, 410, 429, 500, 503])('cannot be had: %i', async (status) => {
    answer = (_, response) => respond(response, { status }).end();
    expect(await problem(read())).toEqual(unreadable);
  });

  test('cannot be had where nobody answers, or stops half way', async () => {
    answer = (_, response) => {
      respond(response, { headers: { 'content-length': 100 } }).write('alice');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await problem(read())).toEqual(unreadable);
    expect(await problem(download('http://127.0.0.1:1/', 100))).toEqual(unreadable);
  });

  test('is not waited for without end: neither for the first byte nor for the last', async () => {
    answer = () => undefined;
    expect(await problem(download(address(), 100, { patience: 100 }))).toEqual(unreadable);
    answer = (_, response) => {
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    };
    expect(await problem(download(address(), 100_000, { patience: 200 }))).toEqual(unreadable);
  });

  describe('that is too large', () => {
    const tooLarge = { code: 'upload-too-large', details: { most: largestUpload } };

    test('and says so is not read', async () => {
      let closed = false;
      answer = (_, response) => {
        response.on('close', () => (closed = true));
        respond(response, { headers: { 'content-length': largestUpload + 1 } }).write('x');
      };
      expect(await problem(read())).toEqual(tooLarge);
      await until('the end of the connection', () => closed);
    });

    test('and does not say so is read no further', async () => {
      let closed = false;
      answer = (_, response) => {
        response.on('close', () => (closed = true));
        const more = () => {
          while (!closed && response.write(Buffer.alloc(64 * 1024, 'x')));
          if (!closed) response.once('drain', more);
        };
        more();
      };
      expect(await problem(read())).toEqual(tooLarge);
      await until('the end of the connection', () => closed);
    });

    test('or just not', async () => {
      const largest = 'x'.repeat(largestUpload);
      serve(largest);
      expect((await read()).length).toBe(largestUpload);
      answer = (_, response) => {
        response.write(largest);
        response.end('x');
      };
      expect(await problem(read())).toEqual(tooLarge);
    });

    test('only when it is unpacked is too large as well', async () => {
      const { gzipSync } = await import('node:zlib');
      answer = (_, response) =>
        respond(response, { headers: { 'content-encoding': 'gzip' } }).end(gzipSync(Buffer.alloc(50_000_000)));
      expect(await problem(read())).toEqual(tooLarge);
    });
  });

  test('is no list when it is a workbook, whatever its name', async () => {
    serve(await new JSZip().file('xl/workbook.xml', '<workbook/>').generateAsync({ type: 'uint8array' }));
    expect(await problem(read())).toEqual(notText);
  });

  test.each([
    ['a NUL', Buffer.from('alice\0')],
    ['UTF-16 without a mark', Buffer.from('alice', 'utf16le')],
    ['half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x62])],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex')],
  ])('is no list when it is %s', async (_, body) => {
    serve(body);
    expect(await problem(read())).toEqual(notText);
  });

  test.each(['xlsx', 'xls', 'docx', 'pdf', 'html', 'exe', ''])(
    'is not even fetched when it is of the type "%s"',
    async (type) => {
      expect(await problem(read(type))).toEqual(notText);
      expect(asked).toBe(0);
    },
  );

  test.each([
    'https://evil.example/list.csv',
    'http://contoso-my.sharepoint.com/list.csv',
    'https://contoso-my.sharepoint.com.evil.example/list.csv',
    'https://user:pass@contoso-my.sharepoint.com/list.csv',
    'https://contoso-my.sharepoint.com:8443/list.csv',
    'http://localhost/list.csv',
    'http://169.254.169.254/metadata',
    'file:///etc/passwd',
    'data:text/csv,alice',
    'nonsense',
  ])('is not fetched from %s', async (url) => {
    expect(await problem(readUpload({ name: 'list.csv', type: 'csv', url }, hosts))).toEqual({
      code: 'file-place',
      details: {},
    });
  });

  test('is not fetched from this machine in production', async () => {
    expect(
      await problem(readUpload({ name: 'list.csv', type: 'csv', url: address() }, { ...hosts, loopback: false })),
    ).toEqual({ code: 'file-place', details: {} });
    expect(asked).toBe(0);
  });
});

describe('a message', () => {
  const contentType = 'application/vnd.microsoft.teams.file.download.info';
  const url = 'https://contoso-my.sharepoint.com/personal/megan/list.csv?tempauth=x';
  const file = (own: object = {}, content: object = {}) => ({
    contentType,
    contentUrl: url,
    name: 'List.csv',
    content: { downloadUrl: url, uniqueId: '1150D938', fileType: 'csv', ...content },
    ...own,
  });
  const message = (attachments: unknown, own: object = {}) =>
    ({ type: 'message', conversation: { id: 'x', conversationType: 'personal' }, attachments, ...own }) as Activity;
  const html = { contentType: 'text/html', content: '<p>reset pins</p>' };

  test('has all its files with it', () => {
    expect(uploadsIn(message([html, file(), file({ name: 'second.csv' })]))).toEqual({
      files: [
        { name: 'List.csv', type: 'csv', url },
        { name: 'second.csv', type: 'csv', url },
      ],
      unread: [],
    });
  });

  test.each([
    ['CSV', 'List.csv', 'csv'],
    ['', 'List.2026.TSV', 'tsv'],
    [undefined, 'List.Txt', 'txt'],
    [null, 'List', ''],
    ['xlsx', 'List.csv', 'xlsx'],
  ])('has the type %j of %s: "%s"', (fileType, name, type) => {
    expect(uploadsIn(message([file({ name }, { fileType })])).files).toEqual([{ name, type, url }]);
  });

  test.each([
    ['no attachments', undefined],
    ['none', []],
    ['no list of them', { 0: file() }],
    ['nothing in it', [null]],
    ['another kind', [html, { ...file(), contentType: 'application/vnd.microsoft.teams.card.file.info' }]],
    ['no content', [{ ...file(), content: undefined }]],
    ['a text for its content', [{ ...file(), content: 'x' }]],
    ['no name', [file({ name: undefined })]],
    ['a name that is too long', [file({ name: 'x'.repeat(501) })]],
    ['no address', [file({}, { downloadUrl: undefined })]],
    ['an address that is none', [file({}, { downloadUrl: 'nonsense' })]],
    ['an address that is an object', [file({}, { downloadUrl: { $ne: '' } })]],
    ['an address that is too long', [file({}, { downloadUrl: `${url}${'x'.repeat(8_000)}` })]],
    ['a type that is too long', [file({}, { fileType: 'x'.repeat(51) })]],
    ['a type that is a number', [file({}, { fileType: 7 })]],
  ])('has no file: %s', (_, attachments) => expect(uploadsIn(message(attachments)).files).toEqual([]));

  test.each([
    ['a group chat', { conversation: { id: 'x', conversationType: 'groupChat' } }],
    ['a channel', { conversation: { id: 'x', conversationType: 'channel' } }],
    ['an event', { type: 'invoke' }],
  ])('has no file in %s', (_, own) => expect(uploadsIn(message([file()], own))).toEqual({ files: [], unread: [] }));

  test('names what is no list', () => {
    const picture = { contentType: 'image/png', contentUrl: url };
    expect(
      uploadsIn(message([html, picture, { ...picture, name: 'people.png' }, file({}, { downloadUrl: '' })])),
    ).toEqual({
      files: [],
      unread: ['a picture', 'people.png', 'List.csv'],
    });
  });
});
