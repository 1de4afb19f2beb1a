using System.Text;

namespace ChatRoom.Native;

/// <summary>Reads files of /proc. A file that is hidden, or gone with its process, counts as empty. Any thread.</summary>
internal static class ProcFile
{
    public static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The rest of the line that begins with this name; empty if there is no such line.</summary>
    public static string Field(string path, string name) =>
        Array.Find(Encoding.UTF8.GetString(ReadBytes(path)).Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim() ?? "";
}
