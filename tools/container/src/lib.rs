//! Containers: Dockerfile model and rules, stack detection, generation.
