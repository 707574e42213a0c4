// SPDX-License-Identifier: MIT
// The files of texts and what t() knows: `common` is always there, each other file comes with the pages that
// need it (withTexts()). No two files share a first word of their keys, so a key tells its file.

import type account from './ru/account.json';
import type activities from './ru/activities.json';
import type audit from './ru/audit.json';
import type auth from './ru/auth.json';
import type board from './ru/board.json';
import type client from './ru/client.json';
import type clients from './ru/clients.json';
import type common from './ru/common.json';
import type contacts from './ru/contacts.json';
import type deal from './ru/deal.json';
import type deals from './ru/deals.json';
import type duplicates from './ru/duplicates.json';
import type imports from './ru/imports.json';
import type keys from './ru/keys.json';
import type modules from './ru/modules.json';
import type operations from './ru/operations.json';
import type organization from './ru/organization.json';
import type pipelines from './ru/pipelines.json';
import type product from './ru/product.json';
import type products from './ru/products.json';
import type reports from './ru/reports.json';
import type rights from './ru/rights.json';
import type search from './ru/search.json';
import type tasks from './ru/tasks.json';
import type users from './ru/users.json';

export interface Texts {
  account: typeof account;
  activities: typeof activities;
  audit: typeof audit;
  auth: typeof auth;
  board: typeof board;
  client: typeof client;
  clients: typeof clients;
  common: typeof common;
  contacts: typeof contacts;
  deal: typeof deal;
  deals: typeof deals;
  duplicates: typeof duplicates;
  imports: typeof imports;
  keys: typeof keys;
  modules: typeof modules;
  operations: typeof operations;
  organization: typeof organization;
  pipelines: typeof pipelines;
  product: typeof product;
  products: typeof products;
  reports: typeof reports;
  rights: typeof rights;
  search: typeof search;
  tasks: typeof tasks;
  users: typeof users;
}

export type TextsName = keyof Texts;

type Together<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void
  ? All
  : never;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Together<Texts[TextsName]> };
  }
}
