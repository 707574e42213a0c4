// SPDX-License-Identifier: MIT
// Short names for the contract's schemas, so that features do not spell out where the generator puts them.

import type { components, operations } from './schema';

type Schemas = components['schemas'];

export type AuthOptions = Schemas['AuthOptions'];
export type SignedIn = Schemas['SignedIn'];
export type Me = Schemas['Me'];
export type Role = Schemas['Role'];
export type User = Schemas['User'];
export type Organization = Schemas['Organization'];
export type Module = Schemas['Module'];
export type ModuleStatus = Schemas['ModuleStatus'];
export type ModuleCreate = Schemas['ModuleCreate'];
export type ModuleUpdate = Schemas['ModuleUpdate'];
export type ModuleCheck = Schemas['ModuleCheck'];
export type ModuleCheckBatch = Schemas['ModuleCheckBatch'];
export type ModuleHistory = Schemas['ModuleHistory'];
export type HistoryPoint = ModuleHistory['points'][number];
export type Outage = ModuleHistory['outages'][number];
export type Product = Schemas['Product'];
export type ProductCreate = Schemas['ProductCreate'];
export type ProductUpdate = Schemas['ProductUpdate'];
export type Import = Schemas['Import'];
export type ImportListed = Schemas['ImportListed'];
export type ImportUpdate = Schemas['ImportUpdate'];
export type ImportReport = NonNullable<Schemas['ImportReport']>;
export type ImportError = Schemas['ImportError'];
export type Operation = Schemas['Operation'];
export type UndoResult = Schemas['UndoResult'];
export type Job = Schemas['Job'];
export type Pipeline = Schemas['Pipeline'];
export type Stage = Schemas['Stage'];
export type StageKind = Schemas['StageKind'];
export type Deal = Schemas['Deal'];
export type DealCreate = Schemas['DealCreate'];
export type DealUpdate = Schemas['DealUpdate'];
export type DealMove = Schemas['DealMove'];
export type DealMoved = Schemas['DealMoved'];
export type BoardColumn = Schemas['BoardColumn'];
export type BoardCards = Schemas['BoardCards'];
export type BoardCard = Schemas['BoardCard'];
export type Amount = Schemas['Amount'];
export type TimelineItem = Schemas['TimelineItem'];
export type Task = Schemas['Task'];
export type TaskCreate = Schemas['TaskCreate'];
export type TaskUpdate = Schemas['TaskUpdate'];
export type TaskStatus = Schemas['TaskStatus'];
export type TaskPriority = Schemas['TaskPriority'];
export type UserNamed = Schemas['UserNamed'];
export type PipelineReport = Schemas['PipelineReport'];
export type Client = Schemas['Client'];
export type ClientCreate = Schemas['ClientCreate'];
export type ClientUpdate = Schemas['ClientUpdate'];
export type ClientMerge = Schemas['ClientMerge'];
export type ClientMerged = Schemas['ClientMerged'];
export type Contact = Schemas['Contact'];
export type ContactCreate = Schemas['ContactCreate'];
export type ContactUpdate = Schemas['ContactUpdate'];
export type Activity = Schemas['Activity'];
export type ActivityCreate = Schemas['ActivityCreate'];
export type ActivityUpdate = Schemas['ActivityUpdate'];
export type HistoryPeriod = NonNullable<
  NonNullable<operations['modulesChecks']['parameters']['query']>['period']
>;
