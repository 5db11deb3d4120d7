namespace ActorLab.Nodes.Tests.Transports;
internal static class ChildRole { public static int Play(string[] a) => a.Length; }
