// SPDX-License-Identifier: MIT
// A module for unit tests.

import type { Module } from '../../api/types';

export function testModule(over: Partial<Module> = {}): Module {
  return {
    id: 'a',
    name: 'Kaspi',
    platform: 'kaspi',
    status: 'active',
    description: '',
    version: '1.0',
    api_url: 'https://kaspi.test',
    health_endpoint: '/health',
    features: ['orders'],
    config: {},
    order: 0,
    last_health_check: '2026-11-21T06:00:00.000Z',
    is_healthy: true,
    is_degraded: false,
    last_status_code: 200,
    last_latency_ms: 100,
    last_error: null,
    uptime_24h: 1,
    recent_latency_ms: [90, 100],
    revision: 3,
    created_at: '2026-11-01T06:00:00.000Z',
    updated_at: '2026-11-01T06:00:00.000Z',
    ...over,
  };
}
