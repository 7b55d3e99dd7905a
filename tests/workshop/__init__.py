"""Tests of what an author does beforehand."""
