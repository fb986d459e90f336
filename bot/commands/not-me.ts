import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';
import { noticeCard } from '../show/notice-cards';

/** Words do not make this offer: it comes with a notice, which says which reset it is about. */
export const notMe = defineCommand({
  name: 'not-me',
  title: 'object to a reset',
  help: 'Say that you did not expect a reset of your PIN or conference ID.',
  utterances: [],
  right: 'not-me',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  offer() {
    throw new Problem('button-only', {});
  },
  async run({ click, services }) {
    const { notice } = await services.objections.object(click);
    // The card is the notice's own: it is drawn the same way whenever its message is edited.
    return noticeCard((await services.notices.byId(notice))!, { services });
  },
});
