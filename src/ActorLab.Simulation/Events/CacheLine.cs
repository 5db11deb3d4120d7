using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorLab.Simulation.Events;

/// <summary>Asks the processor to load what will be needed soon, while something else is worked on. Changes nothing but the time; does nothing on processors without the instruction.</summary>
internal static unsafe class CacheLine
{
    private const int Size = 64;

    /// <summary>The beginning of an object, header included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(object? what, int lines = 1)
    {
        if (!Sse.IsSupported || what is null) return;
        // The collector may move the object at any moment: then this is the address of something else, and loading it does no harm.
        byte* address = *(byte**)Unsafe.AsPointer(ref what);
        for (int line = 0; line < lines; line++) Sse.Prefetch0(address + (line * Size));
    }

    /// <summary>The beginning of an element of an array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadElement<T>(ref T element)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref element));
    }
}
