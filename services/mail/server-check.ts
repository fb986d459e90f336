import { createTransport } from 'nodemailer';
import type { MailFailure } from './outbox-document';
import { deliveryAfter } from './sending/verdict';
import { type MailRoute, serverOf } from './route';

/** Milliseconds. */
const patience = 10_000;

/**
 * Whether the mail server lets us in. This connects, encrypts and logs in, but sends nothing.
 * @returns why it does not let us in, or undefined when it does
 */
export async function checkMailServer(route: MailRoute): Promise<MailFailure | undefined> {
  if ('folder' in route) return undefined;
  const transport = createTransport({
    ...serverOf(route.smtp),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  });
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    const { outcome } = deliveryAfter(error as Parameters<typeof deliveryAfter>[0]);
    return 'reason' in outcome ? outcome.reason : 'server-unreachable';
  } finally {
    transport.close();
  }
}
