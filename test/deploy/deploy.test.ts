import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import build from '../../tsconfig.build.json';
import { productionVariables, readProductionConfig } from '../../setup/config';

/** What is written for Docker and Kubernetes cannot be run here, so each of its promises is held to the program. */

const root = join(__dirname, '..', '..');
const text = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

/** Variables of Node itself. */
const ofNode = ['NODE_ENV', 'NODE_EXTRA_CA_CERTS', 'TZ'];

/** The variable behind each name: `PIN_KEYS_FILE` is `PIN_KEYS`. */
const variablesOf = (names: string[]) =>
  names.filter((name) => !ofNode.includes(name)).map((name) => name.replace(/_FILE$/, ''));

/** Whether nothing is missing if these are set, and each is known. */
function enough(names: string[]): void {
  const given = variablesOf(names);
  expect(given.filter((name) => !productionVariables.includes(name))).toEqual([]);
  const before = { ...process.env };
  for (const name of productionVariables) delete process.env[name];
  let said = '';
  try {
    readProductionConfig();
  } catch (error) {
    said = (error as Error).message;
  } finally {
    process.env = before;
  }
  const missing = said.split('\n').map((line) => line.split(' ')[0]!);
  expect(missing.length).toBeGreaterThan(4);
  expect(missing.filter((name) => !given.includes(name))).toEqual([]);
}

const secrets = ['PIN_KEYS', 'MicrosoftAppPassword'];

describe('compose.yaml', () => {
  interface Service {
    image?: string;
    environment?: Record<string, string>;
    read_only?: boolean;
    secrets?: string[];
    ports?: string[];
    depends_on?: object | string[];
  }
  const compose = parse(text('compose.yaml'), { merge: true }) as {
    services: Record<string, Service>;
    configs: { balancer: { content: string } };
    secrets: Record<string, object>;
    volumes: Record<string, null>;
  };
  const bots = Object.entries(compose.services).filter(([name]) => name.startsWith('bot-'));

  test('runs two bots that have every variable they need, and secrets from files', () => {
    expect(bots).toHaveLength(2);
    for (const [, { environment, read_only, secrets: mounted }] of bots) {
      enough(Object.keys(environment!));
      for (const name of secrets) {
        expect(environment).not.toHaveProperty(name);
        expect(mounted).toContain(environment![`${name}_FILE`]!.replace('/run/secrets/', ''));
      }
      expect(read_only).toBe(true);
    }
  });

  test('names only services, secrets and volumes that are there', () => {
    for (const { depends_on = [], secrets: mounted = [], ...service } of Object.values(compose.services)) {
      const others = Array.isArray(depends_on) ? (depends_on as string[]) : Object.keys(depends_on);
      for (const other of others) expect(compose.services).toHaveProperty([other]);
      for (const one of mounted) expect(compose.secrets).toHaveProperty([one]);
      for (const volume of (service as { volumes?: string[] }).volumes ?? [])
        expect(compose.volumes).toHaveProperty([volume.split(':')[0]!]);
    }
    const [, members] = /mongodb:\/\/([^/]+)\//.exec(bots[0]![1].environment!.MONGODB_URI!)!;
    for (const member of members!.split(',')) expect(compose.services).toHaveProperty([member]);
    for (const [name] of bots) expect(compose.configs.balancer.content).toContain(`${name}:3978`);
  });

  test('pins each image, and opens nothing to the network', () => {
    for (const { image, ports = [] } of Object.values(compose.services)) {
      if (image !== 'dial-in-desk') expect(image).toMatch(/:v?\d+(\.\d+)+/);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });
});

describe('deploy/kubernetes', () => {
  interface Named {
    kind: string;
    metadata: { name: string };
    data?: Record<string, string>;
    spec: unknown;
  }
  const folder = join('deploy', 'kubernetes');
  const files = readdirSync(join(root, folder)).filter((name) => name !== 'kustomization.yaml');
  const objects = files.flatMap((name) => parseAllDocuments(text(folder, name)).map((one) => one.toJS() as Named));
  const of = (kind: string) => objects.find((one) => one.kind === kind)!;
  const { template } = of('Deployment').spec as {
    template: {
      spec: {
        terminationGracePeriodSeconds: number;
        containers: [
          {
            env: { name: string; value: string }[];
            ports: [{ name: string; containerPort: number }];
            securityContext: object;
            lifecycle: { preStop: { exec: { command: [string, string] } } };
          } & Record<'startupProbe' | 'livenessProbe' | 'readinessProbe', { httpGet: { path: string; port: string } }>,
        ];
        volumes: [{ name: string }];
      };
    };
  };
  const [container] = template.spec.containers;

  test('applies every file that is there', () => {
    expect((parse(text(folder, 'kustomization.yaml')) as { resources: string[] }).resources.sort()).toEqual(
      files.sort(),
    );
  });

  test('has every variable it needs, and secrets from files only', () => {
    enough([...container.env.map(({ name }) => name), ...Object.keys(of('ConfigMap').data!)]);
    for (const { name, value } of container.env)
      expect([name, value]).toEqual([expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/secrets\//)]);
    const made = text(folder, 'settings.yaml');
    for (const { value } of container.env) expect(made).toContain(`--from-file=${value.replace('/secrets/', '')}`);
    for (const name of [...secrets, 'MONGODB_URI', 'SMTP_URL']) expect(of('ConfigMap').data).not.toHaveProperty(name);
  });

  test('asks where the program answers, and leaves it the time to stop', () => {
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: container.ports[0].name });
    expect(container.startupProbe.httpGet.path).toBe('/healthz');
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    expect(container.ports[0].containerPort).toBe(3978);
    const [, patience] = /defaultPatience = ([\d_]+);/.exec(text('setup', 'until-stopped.ts'))!;
    const pause = Number(container.lifecycle.preStop.exec.command[1]);
    expect(template.spec.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(
      Number(patience!.replaceAll('_', '')) + pause * 1_000,
    );
  });

  test('gives the program no rights', () => {
    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000 },
    });
    expect(container.securityContext).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  });
});

describe('Dockerfile', () => {
  test('gets everything that is compiled, and nothing that may be secret', () => {
    const lines = text('.dockerignore').split('\n');
    for (const room of build.include) expect(lines).toContain(`!${room}`);
    expect(lines.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
    // What is let in again at the end of the list.
    expect(lines.slice(lines.indexOf('**/.*')).filter((line) => line.startsWith('!'))).toEqual(['!.npmrc']);
    expect(lines).toContain('**/keys.json');
  });

  test('runs what the build makes, as a user without rights', () => {
    const docker = text('Dockerfile');
    expect(docker).toMatch(/\nCMD \["node", "build\/bot\/index\.js"\]\n$/);
    expect(docker).toMatch(/\nUSER 1000:1000\n/);
    expect(docker.match(/^FROM \S+/gm)).toEqual([expect.stringMatching(/:\d+/), expect.stringMatching(/:\d+/)]);
    expect(docker).toContain('HEALTHCHECK');
  });
});

describe('Azure', () => {
  const bicep = text('deploy', 'azure', 'main.bicep');
  const toolkit = parse(text('m365agents.yml')) as Record<'provision' | 'deploy' | 'publish', { uses: string }[]>;
  const { parameters } = JSON.parse(text('deploy', 'azure', 'main.parameters.json')) as {
    parameters: Record<string, { value: string }>;
  };
  const declared = new Set([...bicep.matchAll(/^param (\w+) /gm)].map(([, name]) => name!));

  test('the container has every variable it needs, and each secret is a file', () => {
    const set = [...bicep.matchAll(/\{ name: '(\w+)', value: (\S+)/g)].map(
      ([, name, value]) => [name!, value!] as const,
    );
    enough(set.map(([name]) => name).filter((name) => /^[A-Z]|_/.test(name)));
    for (const file of [...bicep.matchAll(/'\/secrets\/([\w-]+)'/g)].map(([, name]) => name))
      expect(bicep).toMatch(new RegExp(`\\{ name: '${file}', value: \\w+ \\}`));
    for (const secret of ['mongodbUri', 'pinKeys', 'smtpUrl'])
      expect(bicep).toMatch(new RegExp(`@secure\\(\\)\\nparam ${secret} `));
  });

  test('Teams and the probes find the program', () => {
    expect(bicep).toContain('.fqdn}/api/messages');
    for (const path of ['/healthz', '/readyz']) expect(bicep).toContain(`path: '${path}', port: 3978`);
  });

  test('the parameters are those that the template has', () => {
    for (const name of Object.keys(parameters)) expect([...declared]).toContain(name);
    const needed = [...bicep.matchAll(/^param (\w+) \w+$/gm)].map(([, name]) => name!);
    expect(needed.filter((name) => !(name in parameters))).toEqual([]);
  });

  test('the toolkit finds each file, and each variable that it fills in', () => {
    const all = text('m365agents.yml') + text('deploy', 'azure', 'main.parameters.json');
    const kept = text('env', '.env.dev');
    for (const [, name] of all.matchAll(/\$\{\{(\w+)\}\}/g)) expect(kept).toMatch(new RegExp(`\\b${name}\\b`));
    for (const [, path] of all.matchAll(/(?:path|parameters): (\.\/\S+)/g)) expect(text(path!)).not.toBe('');
    expect(toolkit.provision.map(({ uses }) => uses)).toEqual([
      'teamsApp/create',
      'arm/deploy',
      'script',
      'teamsApp/validateAppPackage',
      'teamsApp/update',
    ]);
    for (const [, output] of kept.matchAll(/^(BOT_ID|TENANT_ID|BOT_ENDPOINT)=/gm))
      expect(bicep).toContain(`output ${output} `);
  });
});
