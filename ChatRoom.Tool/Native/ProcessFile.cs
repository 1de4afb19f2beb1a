using System.Text;

namespace ChatRoom.Native;

/// <summary>Files of /proc, which may be hidden, or gone together with their process: then they are empty.</summary>
internal static class ProcessFile
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

    /// <summary>What a line has behind the name with which it begins; empty where no line does.</summary>
    public static string Field(string path, string name) =>
        Array.Find(Encoding.UTF8.GetString(ReadBytes(path)).Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim() ?? "";
}
