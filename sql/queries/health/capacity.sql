select current_setting('max_connections')::integer as max_connections
