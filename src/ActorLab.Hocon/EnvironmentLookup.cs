namespace ActorLab.Hocon;

/// <summary>The environment that a substitution falls back to. <see cref="System.Environment.GetEnvironmentVariable(string)"/> is one.</summary>
/// <param name="name">The path of the substitution as it would be written without quotes.</param>
/// <returns>The value, which may be empty, or null if there is no such variable.</returns>
public delegate string? EnvironmentLookup(string name);
