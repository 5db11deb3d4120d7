using System.Reflection;

namespace ActorLab.VirtualTime.Runtime;

/// <summary>Parts of .NET and Akka.NET that have no public door. Each is looked up once; one that is missing is told by
/// name.</summary>
internal static class RuntimeParts
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static Type TypeOf(string name) => typeof(object).Assembly.GetType(name) ?? throw Missing(name);

    public static FieldInfo Field(Type type, string name) => type.GetField(name, Any) ?? throw Missing($"{type}.{name}");

    public static PropertyInfo Property(Type type, string name) => type.GetProperty(name, Any) ?? throw Missing($"{type}.{name}");

    public static MethodInfo Method(Type type, string name, params Type[] parameters) =>
        type.GetMethod(name, Any, parameters) ?? throw Missing($"{type}.{name}");

    private static VirtualTimeException Missing(string part) => new(VirtualTimeProblem.UnsupportedRuntime,
        $"{part} was not found in {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription} with Akka " +
        $"{typeof(Akka.Actor.ActorSystem).Assembly.GetName().Version}; ActorLab.VirtualTime needs .NET 10 and Akka 1.5");
}
