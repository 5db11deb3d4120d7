using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorLab.VirtualTime.Events;

/// <summary>Asks the processor to load what will be needed soon, while something else is worked on. Changes nothing but the time;
/// does nothing on processors without the instruction.</summary>
internal static unsafe class CacheLine
{
    private const int Size = 64;

    /// <summary>The beginning of an object, header not included.</summary>
    /// <param name="what">Null for nothing.</param>
    /// <param name="bytes">How much of it; what comes after a smaller one is loaded in vain.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(object? what, int bytes = 8)
    {
        if (!Sse.IsSupported || what is null) return;
        // The collector may move the object at any moment: then this is the address of something else, and loading it does no
        // harm.
        byte* address = *(byte**)Unsafe.AsPointer(ref what);
        for (int offset = 0; offset < bytes - 1; offset += Size) Sse.Prefetch0(address + offset);
        // Objects do not begin where lines begin.
        if (bytes > 8) Sse.Prefetch0(address + bytes - 1);
    }

    /// <summary>An element of an array, no longer than a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadElement<T>(ref T element)
    {
        if (!Sse.IsSupported) return;
        byte* address = (byte*)Unsafe.AsPointer(ref element);
        Sse.Prefetch0(address);
        Sse.Prefetch0(address + Unsafe.SizeOf<T>() - 1);
    }
}
