"""The whole product as residents and officers meet it: real processes, real HTTP, real files."""
