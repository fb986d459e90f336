// Runs inside Microsoft's Agents Playground before its own code. That program acts as an administrator in the try-out,
// and by itself it listens on every interface and talks to the internet. With this it does neither, and it ends when
// the try-out ends, however that happens.
'use strict';

const http = require('node:http');
const net = require('node:net');

const loopback = /^(127\.0\.0\.1|localhost|::1|\[::1\])$/;

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function listenOnLoopback(where, ...rest) {
  if (typeof where === 'object' && where !== null && 'port' in where)
    return listen.call(this, { ...where, host: '127.0.0.1' }, ...rest);
  // A pipe, a handle or another server.
  if ((typeof where === 'object' && where !== null) || (typeof where === 'string' && !/^\d+$/.test(where)))
    return listen.call(this, where, ...rest);
  // Without a port, it would listen on any free one, on every interface.
  const port = typeof where === 'function' ? 0 : (where ?? 0);
  return listen.call(this, port, '127.0.0.1', ...[where, ...rest].filter((one) => typeof one === 'function'));
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function connectToLoopback(...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  const host =
    (typeof options === 'object' ? options.host : typeof given[1] === 'string' ? given[1] : 'localhost') ?? 'localhost';
  const isPath =
    typeof options === 'object'
      ? options.path !== undefined && options.port === undefined
      : typeof options === 'string' && Number.isNaN(Number(options));
  if (isPath || loopback.test(host)) return connect.apply(this, given);
  process.nextTick(() => this.destroy(new Error('The try-out connects to loopback only')));
  return this;
};

// Teams says that somebody pressed a button; the Playground does not, and the bot takes nobody's word but this.
const { stringify } = JSON;
JSON.stringify = function stringifyPressed(value, ...rest) {
  const isPressed = value?.type === 'invoke' && value.name === 'adaptiveCard/action' && value.value?.action;
  if (!isPressed) return stringify.call(this, value, ...rest);
  const copy = Object.create(Object.getPrototypeOf(value));
  return stringify.call(this, Object.assign(copy, value, { value: { trigger: 'manual', ...value.value } }), ...rest);
};

// Its page would fetch fonts and a script from the internet. With this the browser asks only us.
const contentPolicy =
  "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws://localhost:* ws://127.0.0.1:*; frame-ancestors 'none'";

// Another page in the same browser, even one from this machine, must not be able to act as an administrator here.
const { emit } = http.Server.prototype;
http.Server.prototype.emit = function emitFromHere(event, request, ...rest) {
  if (event !== 'request' && event !== 'upgrade') return emit.call(this, event, request, ...rest);
  const { host, origin } = request.headers;
  const isOurs = isLocal(`http://${host}`) && (origin === undefined || origin === `http://${host}`);
  if (isOurs) {
    if (event === 'request') rest[0].setHeader('Content-Security-Policy', contentPolicy);
    return emit.call(this, event, request, ...rest);
  }
  if (event === 'request') rest[0].writeHead(403).end();
  else rest[0].destroy();
  return true;
};

function isLocal(address) {
  return URL.canParse(address) && loopback.test(new URL(address).hostname);
}

process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
