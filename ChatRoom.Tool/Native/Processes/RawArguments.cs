using System.Runtime.InteropServices;
using System.Text;

namespace ChatRoom.Native.Processes;

/// <summary>
/// The arguments and variables of this process as bytes, as it was given them. The runtime decodes them as UTF-8, which would
/// change a name that is not valid UTF-8. Any thread.
/// </summary>
internal static unsafe class RawArguments
{
    private const char Replacement = '\uFFFD';

    /// <summary>Every variable as <c>NAME=VALUE</c>, in the system's order, duplicates included.</summary>
    public static List<byte[]> Variables()
    {
        var all = *(byte***)NativeLibrary.GetExport(NativeLibrary.Load("libc", typeof(RawArguments).Assembly, null), "environ");
        List<byte[]> variables = [];
        for (; all is not null && *all is not null; all++)
        {
            variables.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*all).ToArray());
        }

        return variables;
    }

    /// <summary>The bytes of these words, which are our last arguments. Words before them that came from a file are encoded as UTF-8.</summary>
    public static byte[][] Arguments(IReadOnlyList<string> words)
    {
        var bytes = words.Select(Encoding.UTF8.GetBytes).ToArray();
        var given = All();
        for (var back = 1; back <= Math.Min(words.Count, given.Count) && IsSame(words[^back], given[^back]); back++)
        {
            bytes[^back] = given[^back];
        }

        return bytes;
    }

    private static List<byte[]> All()
    {
        List<byte[]> arguments = [];
        for (ReadOnlySpan<byte> rest = ProcFile.ReadBytes("/proc/self/cmdline"); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)0);
            arguments.Add(rest[..(end < 0 ? rest.Length : end)].ToArray());
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return arguments;
    }

    /// <summary>Compares the texts. Decoders differ in the number of characters by which they replace invalid bytes.</summary>
    private static bool IsSame(string word, byte[] given)
    {
        var decoded = Encoding.UTF8.GetString(given);
        return word == decoded || (word.Contains(Replacement) && decoded.Contains(Replacement));
    }
}
