// SPDX-License-Identifier: MIT
// Addresses of single things, for links from one feature to another.

export const dealPath = (id: number): string => `/deals/${id}`;
export const clientPath = (id: number): string => `/clients/${id}`;
export const taskPath = (id: number): string => `/tasks?task=${id}`;
export const contactPath = (id: number): string => `/contacts?contact=${id}`;
export const productPath = (id: number): string => `/products/${id}`;
export const modulePath = (id: string): string => `/dashboard/modules-manager?module=${id}`;
