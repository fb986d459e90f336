import type { MailLanguage } from '../kinds';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import type { MailWords } from './shape';

/** The words of every language that mails are written in. */
export const words: Record<MailLanguage, MailWords> = { en, de, fr, es };
