import { type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/**
 * A mail server in its own process. It takes everything, keeps nothing, and tells its parent the port. Its argument is
 * how long it takes for each mail, in milliseconds.
 */
const thinks = Number(process.argv[2]);
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData(stream, _session, done) {
    stream.on('end', () => setTimeout(done, thinks));
    stream.resume();
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => process.send?.((server.server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
