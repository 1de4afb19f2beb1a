using System.Runtime.InteropServices;

namespace ChatRoom.Native;

/// <summary>An array of C strings: pointers to bytes that end with NUL, and a null pointer after the last.</summary>
internal sealed unsafe class CStrings : IDisposable
{
    private readonly byte** _pointers;

    public CStrings(IReadOnlyList<byte[]> strings)
    {
        var table = (strings.Count + 1) * sizeof(byte*);
        _pointers = (byte**)NativeMemory.Alloc((nuint)(table + strings.Sum(text => text.Length + 1)));
        var next = (byte*)_pointers + table;
        for (var i = 0; i < strings.Count; i++)
        {
            _pointers[i] = next;
            strings[i].CopyTo(new Span<byte>(next, strings[i].Length));
            next[strings[i].Length] = 0;
            next += strings[i].Length + 1;
        }

        _pointers[strings.Count] = null;
    }

    public byte** Pointers => _pointers;

    public void Dispose() => NativeMemory.Free(_pointers);
}
