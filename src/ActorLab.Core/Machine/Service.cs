namespace ActorLab.Core.Machine;

/// <summary>Something that answers over the network. The real machine connects to the address; the simulated one looks the name up in its profile.</summary>
/// <param name="Name">What the machine profile calls it.</param>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
public sealed record Service(string Name, string Host, int Port);
