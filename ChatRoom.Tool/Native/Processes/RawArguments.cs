using System.Runtime.InteropServices;
using System.Text;

namespace ChatRoom.Native.Processes;

/// <summary>
/// The arguments and variables of this process as it was given them. The runtime decodes them as UTF-8, and what is none
/// would become another name.
/// </summary>
internal static unsafe class RawArguments
{
    private const char Replacement = '\uFFFD';

    /// <summary>Every variable as <c>NAME=VALUE</c>, in the order of the system and with all that is there twice.</summary>
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

    /// <summary>The words that are the last of our arguments, as bytes. Words before them that came out of a file are as they were read.</summary>
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
        for (ReadOnlySpan<byte> rest = ProcessFile.ReadBytes("/proc/self/cmdline"); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)0);
            arguments.Add(rest[..(end < 0 ? rest.Length : end)].ToArray());
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return arguments;
    }

    /// <summary>Decoders differ in how many characters they put in place of bytes that are none.</summary>
    private static bool IsSame(string word, byte[] given)
    {
        var decoded = Encoding.UTF8.GetString(given);
        return word == decoded || (word.Contains(Replacement) && decoded.Contains(Replacement));
    }
}
